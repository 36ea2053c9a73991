import type { AlertView, MonitorView, Page } from "../../api/types";
import type { Context } from "../../app/context";
import { plural } from "../../text/number";
import { range } from "../../time/format";
import { field, select } from "../../ui/form";
import { h, replace } from "../../ui/h";
import { loaded } from "../../ui/loaded";
import { empty } from "../../ui/states";
import { toastError } from "../../ui/toast";
import { alertCard } from "./alertCard";
import { alertList } from "./alertList";

const LIMIT = 60;

const FILTERS = {
  severity: [
    { value: "", text: "any severity" },
    { value: "critical", text: "critical" },
    { value: "major", text: "major" },
    { value: "minor", text: "minor" },
  ],
  said: [
    { value: "", text: "answered or not" },
    { value: "none", text: "not answered" },
    { value: "true", text: "true" },
    { value: "false", text: "false alarms" },
    { value: "ignore", text: "ignored" },
  ],
  kind: [
    { value: "", text: "any kind" },
    { value: "score", text: "score" },
    { value: "silence", text: "silence" },
    { value: "shift", text: "shift" },
    { value: "stuck", text: "stuck" },
    { value: "late", text: "late" },
  ],
};

interface Shown {
  page: Page<AlertView>;
  /** The one the address names, where the list does not have it. */
  linked: AlertView | null;
}

/** All alerts, newest first, by monitor, severity, kind, answer and entity. */
export function alertsPage(context: Context): void {
  context.title("Alerts");
  const filter = (name: string): string | null => context.query.get(name);
  let shown = new AbortController();

  const question = (cursor: string | null): Record<string, string | number | null> => ({
    ...Object.fromEntries(["monitor", "entity", "severity", "said", "kind", "from", "to"].map((name) => [name, filter(name)])),
    cursor,
    limit: LIMIT,
  });
  const list = loaded<Shown>({
    label: "alerts",
    lines: 8,
    signal: context.signal,
    fetch: async (signal) => {
      const page = await context.api.alerts(question(null), signal);
      const id = filter("id");
      const linked = id && !page.items.some((a) => a.id === id) ? await context.api.alert(id, signal) : null;
      return { page, linked };
    },
    render: ({ page, linked }) => {
      shown.abort();
      shown = new AbortController();
      return render(page, linked, AbortSignal.any([shown.signal, context.signal]));
    },
  });

  function render(page: Page<AlertView>, linked: AlertView | null, signal: AbortSignal): HTMLElement[] {
    const rows = h("div", { "data-testid": "alerts" });
    const options = { open: filter("id"), onOpen: (id: string | null) => context.remember({ id }) };
    const add = (next: Page<AlertView>): void => {
      rows.append(alertList(context, next.items, signal, options));
      replace(more, next.next ? h("button", { type: "button", click: () => void further(next.next ?? "") }, "Show older") : null);
    };
    const more = h("div", {});
    const further = async (cursor: string): Promise<void> => {
      try {
        add(await context.api.alerts(question(cursor), signal));
      } catch (error) {
        toastError(error, "Older alerts did not come");
      }
    };
    if (page.items.length === 0 && !linked) return [nothing(context)];
    add(page);
    return [linked ? alertCard(context, linked, signal) : h("span", { hidden: true }), rows, more];
  }

  const choose = (name: keyof typeof FILTERS, label: string): HTMLElement =>
    field(label, select(FILTERS[name], filter(name) ?? "", (value) => (context.remember({ [name]: value, id: null }), void list.reload()), `filter-${name}`));
  const entity = h("input", { type: "search", value: filter("entity") ?? "", placeholder: "whole key", "data-testid": "filter-entity" });
  entity.addEventListener("change", () => (context.remember({ entity: entity.value.trim(), id: null }), void list.reload()));
  const monitorPlace = h("div", {});
  void context.api
    .monitors(context.signal)
    .then(({ items }) => replace(monitorPlace, monitorChoice(context, items, () => void list.reload())))
    .catch(() => undefined);

  const fresh = h("p", { class: "fresh", hidden: true });
  let waiting = 0;
  context.live.on(
    "alert",
    () => {
      waiting++;
      replace(fresh, h("button", { type: "button", "data-testid": "show-new", click: () => ((fresh.hidden = true), (waiting = 0), void list.reload()) }, `Show ${plural(waiting, "new alert")}`));
      fresh.hidden = false;
    },
    context.signal,
  );
  context.live.onReturn(() => {
    replace(fresh, h("button", { type: "button", click: () => ((fresh.hidden = true), void list.reload()) }, "The service was away: read anew"));
    fresh.hidden = false;
  }, context.signal);
  const from = filter("from");
  const to = filter("to");
  replace(
    context.root,
    h("div", { class: "page-head" }, h("h1", {}, "Alerts")),
    h("div", { class: "filters", role: "search", "aria-label": "Filter the alerts" }, monitorPlace, choose("severity", "Severity"), choose("said", "Answer"), choose("kind", "Kind"), field("Entity", entity)),
    from && to
      ? h("p", {}, `Between ${range(from, to)}. `, h("button", { type: "button", class: "plain", click: () => (context.remember({ from: null, to: null, id: null }), context.go(location.pathname + location.search)) }, "Any time"))
      : null,
    fresh,
    list.element,
  );
}

function monitorChoice(context: Context, monitors: MonitorView[], reload: () => void): HTMLElement {
  const choices = [{ value: "", text: "any monitor" }, ...monitors.map((m) => ({ value: m.name, text: m.name }))];
  return field("Monitor", select(choices, context.query.get("monitor") ?? "", (value) => (context.remember({ monitor: value, id: null }), reload()), "filter-monitor"));
}

function nothing(context: Context): HTMLElement {
  const filtered = ["monitor", "entity", "severity", "said", "kind", "from"].some((name) => context.query.get(name));
  return filtered
    ? empty("No alert fits.", "Each choice above leaves some out.", h("a", { href: "/alerts" }, "Show all"))
    : empty("No alert yet.", "Until each entity's model is trained, that of all entities judges; before that nobody does. The overview shows how far it is.");
}
