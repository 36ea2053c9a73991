import { h, uniqueId, type Child } from "./h";

export interface AskOptions {
  title: string;
  text?: Child;
  /** What the button says that does it. */
  confirm: string;
  /** Further fields, above the reason. */
  fields?: Child;
  reason?: "required" | "optional" | "none";
  placeholder?: string;
}

/** Asks for a reason in a dialog. Null where it was left. */
export function ask(options: AskOptions): Promise<{ reason: string } | null> {
  return new Promise((resolve) => {
    const titleId = uniqueId("dialog");
    const reasonId = uniqueId("reason");
    const mode = options.reason ?? "required";
    const reason = h("input", {
      id: reasonId,
      type: "text",
      name: "reason",
      maxlength: 500,
      required: mode === "required",
      placeholder: options.placeholder ?? null,
      autocomplete: "off",
    });
    const form = h(
      "form",
      { method: "dialog", class: "dialog-form" },
      h("h2", { id: titleId }, options.title),
      options.text ? h("p", {}, options.text) : null,
      options.fields ?? null,
      mode === "none" ? null : h("div", { class: "field" }, h("label", { for: reasonId }, mode === "required" ? "Reason" : "Reason (optional)"), reason),
      h(
        "div",
        { class: "actions" },
        h("button", { type: "button", "data-testid": "dialog-cancel", click: () => dialog.close() }, "Cancel"),
        h("button", { type: "submit", class: "primary", "data-testid": "dialog-confirm" }, options.confirm),
      ),
    );
    const dialog = h("dialog", { "aria-labelledby": titleId, "data-testid": "dialog" }, form);
    let answer: { reason: string } | null = null;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      answer = { reason: reason.value.trim() };
      if (mode === "required" && answer.reason === "") {
        reason.setCustomValidity("Say why: it stands in the audit.");
        reason.reportValidity();
        answer = null;
        return;
      }
      dialog.close();
    });
    reason.addEventListener("input", () => reason.setCustomValidity(""));
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(answer);
    });
    document.body.append(dialog);
    dialog.showModal();
    if (mode !== "none") reason.focus();
  });
}
