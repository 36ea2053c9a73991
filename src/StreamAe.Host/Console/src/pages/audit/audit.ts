import type { AuditEntry, MonitorView } from "../../api/types";
import type { Context } from "../../app/context";
import { link } from "../../app/router";
import { plural } from "../../text/number";
import { full, moment } from "../../time/format";
import { field, select } from "../../ui/form";
import { h, replace } from "../../ui/h";
import { loaded } from "../../ui/loaded";
import { empty } from "../../ui/states";
import { table } from "../../ui/table";

const LIMIT = 300;

/** Who changed what, and why. */
export function auditPage(context: Context): void {
  context.title("Audit");
  let text = "";
  const rows = h("div", { class: "loaded" });
  const list = loaded({
    label: "the audit",
    lines: 8,
    signal: context.signal,
    fetch: (signal) => context.api.audit({ monitor: context.query.get("monitor"), limit: LIMIT }, signal),
    render: ({ items }) => {
      show(items);
      return rows;
    },
  });
  const show = (items: AuditEntry[]): void => {
    const fitting = items.filter((entry) => matches(entry, text));
    replace(
      rows,
      items.length === 0
        ? empty("Nothing was changed yet.", "Thresholds, feedback, requests to models and edits of monitors appear here with their author and reason.")
        : fitting.length === 0
          ? empty("No entry has these words.")
          : [h("p", { class: "muted" }, items.length >= LIMIT ? `Of the newest ${LIMIT}: ${plural(fitting.length, "entry", "entries")}.` : `${plural(fitting.length, "entry", "entries")}.`), auditTable(fitting)],
    );
  };
  const search = h("input", { type: "search", placeholder: "who, what, target, reason", "data-testid": "audit-search" });
  search.addEventListener("input", () => {
    text = search.value;
    show(list.value()?.items ?? []);
  });
  const monitors = h("div", {});
  void context.api
    .monitors(context.signal)
    .then(({ items }) => replace(monitors, monitorChoice(context, items, () => void list.reload())))
    .catch(() => undefined);
  replace(context.root, h("h1", {}, "Audit"), h("div", { class: "filters", role: "search", "aria-label": "Filter the audit" }, monitors, field("Words", search)), list.element);
}

/** Whether an entry has all words of a text, wherever. */
export function matches(entry: AuditEntry, text: string): boolean {
  const all = [entry.who, entry.what, entry.monitor, entry.target, entry.before, entry.after, entry.why, entry.outcome].join(" ").toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => all.includes(word));
}

function monitorChoice(context: Context, monitors: MonitorView[], reload: () => void): HTMLElement {
  const choices = [{ value: "", text: "any monitor" }, ...monitors.map((m) => ({ value: m.name, text: m.name }))];
  return field("Monitor", select(choices, context.query.get("monitor") ?? "", (value) => (context.remember({ monitor: value }), reload())));
}

function auditTable(entries: AuditEntry[]): HTMLElement {
  return table({
    caption: "Changes, newest first",
    testId: "audit",
    rows: entries,
    columns: [
      { title: "When", cell: (e) => h("time", { datetime: e.at, title: full(e.at) }, moment(e.at)) },
      { title: "Who", cell: (e) => e.who },
      { title: "What", cell: (e) => [e.what, e.monitor || e.target ? h("small", { class: "detail" }, [e.monitor ? h("a", { href: link("/entities", { monitor: e.monitor }) }, e.monitor) : null, e.target ? ` ${e.target}` : ""]) : null] },
      { title: "From → to", cell: (e) => (e.before || e.after ? [h("span", { class: "muted" }, e.before ?? "–"), " → ", e.after ?? "–"] : "") },
      { title: "Why", cell: (e) => e.why ?? "" },
      { title: "Outcome", cell: (e) => e.outcome ?? "", wide: true },
    ],
  });
}
