import { h, uniqueId, type Child } from "./h";

export interface AskOptions {
  title: string;
  text?: Child;
  /** What the button says that does it. */
  confirm: string;
  /** Further fields, above the reason. */
  fields?: Child;
  /** Reasons to choose from; any other may be written. */
  suggestions?: string[];
}

/** Asks for a reason in a dialog. Null where it was left. */
export function ask(options: AskOptions): Promise<{ reason: string } | null> {
  return new Promise((resolve) => {
    const titleId = uniqueId("dialog");
    const reasonId = uniqueId("reason");
    const listId = uniqueId("suggestions");
    const reason = h("input", {
      id: reasonId,
      type: "text",
      name: "reason",
      maxlength: 500,
      required: true,
      list: options.suggestions ? listId : null,
      autocomplete: "off",
    });
    const form = h(
      "form",
      { class: "dialog-form", novalidate: true },
      h("h2", { id: titleId }, options.title),
      options.text ? h("p", {}, options.text) : null,
      options.fields ?? null,
      h("div", { class: "field" }, h("label", { for: reasonId }, "Reason"), reason, options.suggestions ? h("datalist", { id: listId }, options.suggestions.map((value) => h("option", { value }))) : null),
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
      if (answer.reason === "") {
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
    reason.focus();
  });
}
