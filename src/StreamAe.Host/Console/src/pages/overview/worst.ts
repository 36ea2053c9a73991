import type { WorstEntity } from "../../api/types";
import { severityRank } from "../../text/alertText";
import { count, figure } from "../../text/number";
import { odds } from "../../text/odds";
import { moment } from "../../time/format";
import { h } from "../../ui/h";
import { severityMark } from "../../ui/severity";
import { empty } from "../../ui/states";
import { table } from "../../ui/table";
import { entityLink } from "../alerts/alertCard";

/** The entities that gave most alerts. */
export function worstTable(monitor: string, worst: WorstEntity[]): HTMLElement {
  if (worst.length === 0) return empty("No entity gave an alert in this time.");
  const most = Math.max(...worst.map((w) => w.alerts));
  return table({
    caption: `Worst entities of ${monitor}`,
    testId: "worst",
    rows: worst,
    columns: [
      { title: "Entity", cell: (w) => entityLink(monitor, w.key) },
      { title: "Alerts", cell: (w) => h("span", { class: "bar-cell" }, h("meter", { min: 0, max: most, value: w.alerts, "aria-hidden": "true" }), count(w.alerts)) },
      {
        title: "Worst, surprise",
        cell: (w) => h("span", { class: `severity severity-${severityRank(w.severity)}`, title: `${w.severity}${w.maxSurprise === null ? "" : `: ${odds(w.maxSurprise)}`}` }, severityMark(w.severity), h("span", { class: "visually-hidden" }, `${w.severity} `), figure(w.maxSurprise)),
      },
      { title: "Last", number: true, cell: (w) => h("time", { datetime: w.lastAlert }, moment(w.lastAlert)) },
    ],
  });
}
