import { severityRank } from "../text/alertText";
import type { Severity } from "../api/types";
import { h, svg } from "./h";

// By shape as well as colour: a ring, a triangle, a filled diamond.
const SHAPES = [
  () => svg("circle", { cx: 8, cy: 8, r: 4.6, class: "mark-outline" }),
  () => svg("path", { d: "M8 2.4 14.4 13.4H1.6Z", class: "mark-half" }),
  () => svg("path", { d: "M8 .8 15.2 8 8 15.2 .8 8Z", class: "mark-full" }),
] as const;

export function severityMark(severity: Severity): SVGElement {
  const rank = severityRank(severity);
  return svg("svg", { viewBox: "0 0 16 16", class: `mark severity-${rank}`, "aria-hidden": "true" }, SHAPES[rank]());
}

/** Shape and word. */
export function severityBadge(severity: Severity): HTMLElement {
  return h("span", { class: `severity severity-${severityRank(severity)}` }, severityMark(severity), severity);
}
