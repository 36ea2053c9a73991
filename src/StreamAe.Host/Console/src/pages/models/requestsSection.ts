import type { RequestView } from "../../api/types";
import { ago, full, moment } from "../../time/format";
import { h } from "../../ui/h";
import { empty } from "../../ui/states";
import { table } from "../../ui/table";
import { entityLink } from "../alerts/alertCard";

/** What operators asked of entities, and what became of it. */
export function requestsTable(monitor: string, requests: RequestView[]): HTMLElement {
  if (requests.length === 0) return empty("Nobody has asked for anything.", "Rollbacks, promotions, trainings and marked rows appear here with their outcome.");
  return table({
    caption: `Requests of operators to ${monitor}`,
    testId: "requests",
    rows: requests,
    columns: [
      { title: "No.", cell: (r) => String(r.sequence) },
      { title: "When", cell: (r) => h("time", { datetime: r.at, title: full(r.at) }, moment(r.at)) },
      { title: "Entity", cell: (r) => (r.entity ? entityLink(monitor, r.entity) : "all") },
      { title: "Asked", cell: (r) => [r.kind, bodyText(r.body), r.reason ? h("small", { class: "detail" }, r.reason) : null] },
      { title: "By", cell: (r) => r.author, wide: true },
      { title: "Outcome", cell: (r) => [h("strong", {}, r.state), r.detail ? `: ${r.detail}` : "", r.state === "pending" ? h("small", { class: "detail" }, "applied before the entity's next row") : r.settledAt ? h("small", { class: "detail" }, ago(r.settledAt)) : null] },
    ],
  });
}

function bodyText(body: unknown): string {
  if (typeof body !== "object" || body === null) return "";
  const version = (body as { version?: unknown }).version;
  return typeof version === "number" ? ` ${version}` : "";
}
