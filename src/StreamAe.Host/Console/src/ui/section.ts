import { h, uniqueId, type Child } from "./h";

/** A part of a page under a heading; named for those who go by landmarks. */
export function section(title: string, options: { note?: Child; actions?: Child; class?: string; testId?: string }, ...children: Child[]): HTMLElement {
  const id = uniqueId("section");
  return h(
    "section",
    { class: options.class ?? null, "aria-labelledby": id, "data-testid": options.testId ?? null },
    h(
      "header",
      { class: "section-head" },
      h("h2", { id }, title),
      options.note ? h("p", { class: "muted" }, options.note) : null,
      options.actions ? h("div", { class: "actions" }, options.actions) : null,
    ),
    ...children,
  );
}

/** Names with their values, side by side. */
export function facts(items: [name: string, value: Child, title?: string | undefined][]): HTMLElement {
  return h(
    "dl",
    { class: "facts" },
    items.map(([name, value, title]) => h("div", { title: title ?? null }, h("dt", {}, name), h("dd", {}, value))),
  );
}
