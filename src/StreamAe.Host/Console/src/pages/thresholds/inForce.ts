import type { OverrideView, ThresholdEvent, Thresholds } from "../../api/types";
import type { Context } from "../../app/context";
import { guard } from "../../app/permission";
import { policyText } from "../../text/policy";
import { ago, full, moment } from "../../time/format";
import { h } from "../../ui/h";
import { empty } from "../../ui/states";
import { table } from "../../ui/table";
import { entityLink } from "../alerts/alertCard";

const target = (monitor: string, override: OverrideView): Node | string =>
  override.level === "entity" ? entityLink(monitor, override.target) : override.level === "monitor" ? `all of ${monitor}` : `cohort ${override.target}`;

/** What operators have set, before what the monitor's file says. */
export function overridesTable(context: Context, monitor: string, thresholds: Thresholds, onRemove: (override: OverrideView) => void): HTMLElement[] {
  const file = h("p", {}, "The monitor's file says ", h("strong", {}, policyText(thresholds.file.policy, thresholds.file.value)), thresholds.overrides.length > 0 ? ". Before it come:" : ", and nothing else is set.");
  if (thresholds.overrides.length === 0) return [file];
  return [
    file,
    table({
      caption: "Thresholds that operators have set",
      testId: "overrides",
      rows: thresholds.overrides,
      columns: [
        { title: "For", cell: (o) => target(monitor, o) },
        { title: "Threshold", cell: (o) => policyText(o.policy, o.value) },
        { title: "Until", cell: (o) => (o.expires ? h("time", { datetime: o.expires, title: full(o.expires) }, `${moment(o.expires)}`) : "changed") },
        { title: "Why", cell: (o) => [o.reason, " ", h("small", { title: full(o.setAt) }, `${o.author}, ${ago(o.setAt)}`)] },
        {
          title: "Remove",
          quietTitle: true,
          cell: (o) =>
            guard(h("button", { type: "button", class: "plain", "aria-label": `Remove the threshold of ${o.level === "monitor" ? monitor : o.target}`, click: () => onRemove(o) }, "Remove …"), context.session, "operator"),
        },
      ],
    }),
  ];
}

export function historyTable(monitor: string, events: ThresholdEvent[]): HTMLElement {
  if (events.length === 0) return empty("No threshold was ever set by hand.");
  return table({
    caption: `Changes of thresholds of ${monitor}`,
    rows: events,
    columns: [
      { title: "When", cell: (e) => h("time", { datetime: e.at, title: full(e.at) }, moment(e.at)) },
      { title: "What", cell: (e) => e.change },
      { title: "For", cell: (e) => target(monitor, e.override) },
      { title: "Threshold", cell: (e) => policyText(e.override.policy, e.override.value) },
      { title: "By", cell: (e) => e.author },
      { title: "Why", cell: (e) => e.reason ?? e.override.reason, wide: true },
    ],
  });
}
