import type { Incident } from "../../api/types";
import { link } from "../../app/router";
import { incidentText } from "../../text/alertText";
import { plural } from "../../text/number";
import { range } from "../../time/format";
import { h } from "../../ui/h";
import { severityBadge } from "../../ui/severity";
import { empty } from "../../ui/states";

/** A list with an incident that began or grew: in place of what it was, or of those that turned out to belong to it. */
export function withIncident(incidents: Incident[], told: Incident, most: number): Incident[] {
  const within = (i: Incident): boolean => i.monitor === told.monitor && Date.parse(i.from) >= Date.parse(told.from) && Date.parse(i.to) <= Date.parse(told.to);
  return [told, ...incidents.filter((i) => i.id !== told.id && !within(i))].sort((a, b) => Date.parse(b.to) - Date.parse(a.to)).slice(0, most);
}

/** Troubles that belong together, newest first. */
export function incidentList(incidents: Incident[]): HTMLElement {
  if (incidents.length === 0) return empty("No incident.", "Alerts that begin within ten minutes of each other become one.");
  return h(
    "ol",
    { class: "incidents", "data-testid": "incidents" },
    incidents.map((incident) =>
      h(
        "li",
        {},
        h(
          "a",
          { class: "incident", href: link("/alerts", { monitor: incident.monitor, from: incident.from, to: incident.to, id: incident.alertIds[0] }) },
          severityBadge(incident.severity),
          h("span", { class: "incident-text" }, incidentText(incident), incident.fleetWide ? h("em", { class: "tag" }, "fleet-wide") : null),
          h("span", { class: "muted" }, `${incident.monitor} · ${range(incident.from, incident.to)} · ${plural(incident.alerts, "alert")}`),
        ),
      ),
    ),
  );
}
