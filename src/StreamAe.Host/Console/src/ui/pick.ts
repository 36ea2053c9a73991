import type { MonitorView } from "../api/types";
import type { Context } from "../app/context";
import { field, select } from "./form";
import { h, replace, uniqueId, type Child } from "./h";
import { debounce, loaded } from "./loaded";
import { empty } from "./states";

/** The page's heading with a choice of monitor beside it, and below what is shown of the one chosen. */
export function ofMonitor(
  context: Context,
  title: string,
  lead: Child,
  show: (monitor: MonitorView, signal: AbortSignal, monitors: MonitorView[]) => Child,
): void {
  context.title(title);
  let shown = new AbortController();
  const pickPlace = h("div", {});
  const content = loaded({
    label: title.toLowerCase(),
    lines: 6,
    signal: context.signal,
    fetch: (signal) => context.api.monitors(signal),
    render: ({ items }) => {
      shown.abort();
      shown = new AbortController();
      const signal = AbortSignal.any([shown.signal, context.signal]);
      const chosen = items.find((m) => m.name === context.query.get("monitor")) ?? items[0];
      if (!chosen) return empty("No monitor is running.", "The service's configuration lists monitors; until it has one there is nothing to show here.");
      replace(
        pickPlace,
        field(
          "Monitor",
          select(
            items.map((m) => ({ value: m.name, text: m.name })),
            chosen.name,
            (name) => {
              context.remember({ monitor: name, key: null, entity: null });
              void content.reload();
            },
            "monitor",
          ),
        ),
      );
      return show(chosen, signal, items);
    },
  });
  content.element.classList.add("page-body");
  replace(context.root, h("div", { class: "page-head" }, h("h1", {}, title), pickPlace), lead ? h("p", { class: "page-lead muted" }, lead) : null, content.element);
}

const SUGGESTIONS = 12;
const PAUSE_MS = 180;

/** A field for an entity's key that suggests those that begin or contain what is typed. */
export function entityPick(context: Context, monitor: string, value: string, onPick: (key: string) => void, options: { label?: string; placeholder?: string } = {}): HTMLElement {
  const listId = uniqueId("keys");
  const list = h("datalist", { id: listId });
  const input = h("input", {
    type: "text",
    value,
    list: listId,
    autocomplete: "off",
    spellcheck: "false",
    placeholder: options.placeholder ?? "key",
    "data-testid": "entity-pick",
  });
  let known = new Set<string>();
  let last = value;
  const pick = (): void => {
    if (input.value.trim() === last) return;
    last = input.value.trim();
    onPick(last);
  };
  const suggest = debounce(PAUSE_MS, () => {
    void context.api
      .entities(monitor, { search: input.value.trim(), limit: SUGGESTIONS }, context.signal)
      .then(({ items }) => {
        known = new Set(items.map((e) => e.key));
        replace(list, items.map((e) => h("option", { value: e.key })));
      })
      .catch(() => undefined);
  });
  input.addEventListener("focus", suggest);
  input.addEventListener("input", () => (known.has(input.value.trim()) ? pick() : suggest()));
  input.addEventListener("change", pick);
  return h("div", { class: "entity-pick" }, field(options.label ?? "Entity", input), list);
}
