import type { Preview, PreviewAlert } from "../../api/types";
import { pairedBars } from "../../charts/pairedBars";
import { count, figure, plural } from "../../text/number";
import { odds } from "../../text/odds";
import { day, moment } from "../../time/format";
import { h, type Child } from "../../ui/h";
import { empty } from "../../ui/states";
import { table } from "../../ui/table";
import { entityLink } from "../alerts/alertCard";

/** Alerts that are asked for one by one, new and gone each. */
export const PREVIEW_ALERTS = 100;

/** Alerts of a list that are shown before one asks for all. */
const SHOWN = 8;

const DAY_MS = 86_400_000;

export function previewSentence(preview: Preview): string {
  const days = preview.from && preview.to ? Math.max(1, Math.round((Date.parse(preview.to) - Date.parse(preview.from)) / DAY_MS)) : null;
  const difference = preview.proposed.alerts - preview.now.alerts;
  const change = difference === 0 ? "the same number" : `${count(Math.abs(difference))} ${difference > 0 ? "more" : "fewer"}`;
  return `In the last ${days === null ? "days that are kept" : plural(days, "day")} it would have raised ${plural(preview.proposed.alerts, "alert")} where the threshold in force raises ${count(preview.now.alerts)}: ${change}.`;
}

/** What a threshold would have done: how many alerts, which are new, which are gone, and which true ones would be missed. */
export function previewView(monitor: string, preview: Preview, signal: AbortSignal): HTMLElement[] {
  if (preview.rows === 0) {
    return [empty("There are no stored scores to try it on.", "With keepScores in the store's configuration the service keeps them; then this shows what a threshold would have done.")];
  }
  return [
    h("p", { class: "lead", "data-testid": "preview-sentence" }, previewSentence(preview)),
    h(
      "p",
      { class: preview.missedTrue > 0 ? "missed" : "muted", "data-testid": "missed-true" },
      preview.missedTrue > 0 ? `${plural(preview.missedTrue, "alert")} that somebody marked true would be missed.` : "No alert that somebody marked true would be missed.",
      preview.sparedFalse > 0 ? ` ${plural(preview.sparedFalse, "alert")} that somebody marked a false alarm would be spared.` : "",
    ),
    h(
      "table",
      { class: "compare" },
      h("caption", { class: "visually-hidden" }, "Threshold in force and proposed"),
      h("thead", {}, h("tr", {}, h("td", {}), h("th", { scope: "col", class: "number" }, "in force"), h("th", { scope: "col", class: "number" }, "proposed"))),
      h(
        "tbody",
        {},
        (
          [
            ["alerts", preview.now.alerts, preview.proposed.alerts],
            ["anomalous rows", preview.now.anomalous, preview.proposed.anomalous],
            [`entities with an alert, of ${count(preview.entities)}`, preview.now.entities, preview.proposed.entities],
          ] as const
        ).map(([name, now, proposed]) => h("tr", {}, h("th", { scope: "row" }, name), h("td", { class: "number" }, count(now)), h("td", { class: "number" }, count(proposed)))),
      ),
    ),
    preview.days.length > 0
      ? h(
          "figure",
          {},
          h("p", { class: "legend", "aria-hidden": "true" }, h("span", { class: "key key-threshold" }, "alerts a day in force"), h("span", { class: "key key-proposed" }, "proposed")),
          pairedBars("Alerts a day", preview.days.slice(-10).map((d) => ({ label: day(d.day), now: d.now, proposed: d.proposed })), signal),
        )
      : h("span", { hidden: true }),
    alertsTable("Would be gone", monitor, preview.gone, "gone"),
    alertsTable("Would be new", monitor, preview.new, "new"),
    preview.mostChanged.length > 0 ? changed(monitor, preview) : h("span", { hidden: true }),
  ];
}

function alertsTable(title: string, monitor: string, alerts: PreviewAlert[], testId: string): HTMLElement {
  if (alerts.length === 0) return h("p", { class: "muted" }, `${title}: none.`);
  const rows = (part: PreviewAlert[]): HTMLElement =>
    table({
      caption: title,
      testId: `preview-${testId}`,
      rows: part,
      rowClass: (a) => (a.said === "true" ? "was-true" : null),
      columns: [
        { title: "Entity", cell: (a) => entityLink(monitor, a.entity) },
        { title: "When", cell: (a) => h("time", { datetime: a.time }, moment(a.time)) },
        { title: "Surprise", number: true, cell: (a) => h("span", { title: a.surprise === null ? null : odds(a.surprise) }, figure(a.surprise)) },
        { title: "Marked", cell: (a): Child => (a.said === "true" ? h("strong", {}, "true") : a.said === "false" ? "false alarm" : "") },
      ],
    });
  const marked = alerts.filter((a) => a.said === "true");
  const first = [...marked, ...alerts.filter((a) => a.said !== "true")].slice(0, Math.max(SHOWN, marked.length));
  return h(
    "div",
    { class: "preview-list" },
    h("h3", {}, title, " ", h("small", {}, alerts.length >= PREVIEW_ALERTS ? `the first ${count(alerts.length)}` : plural(alerts.length, "alert"))),
    rows(first),
    alerts.length > first.length ? h("details", {}, h("summary", {}, `All ${count(alerts.length)}`), rows(alerts)) : null,
  );
}

function changed(monitor: string, preview: Preview): HTMLElement {
  return h(
    "div",
    { class: "preview-list" },
    h("h3", {}, "Changes most for"),
    table({
      caption: "Entities whose number of alerts changes most",
      rows: preview.mostChanged,
      columns: [
        { title: "Entity", cell: (c) => entityLink(monitor, c.entity) },
        { title: "In force", number: true, cell: (c) => count(c.now) },
        { title: "Proposed", number: true, cell: (c) => count(c.proposed) },
      ],
    }),
  );
}
