import { compact, figure } from "../text/number";
import { odds } from "../text/odds";
import { svg } from "../ui/h";
import { sized } from "./sized";

export interface HistogramLine {
  value: number;
  label: string;
  kind: "current" | "proposed";
}

export interface HistogramOptions {
  /** What is shown, for those who do not see it. */
  label: string;
  edges: number[];
  counts: number[];
  /** Where the axis ends; it begins at 0. */
  high: number;
  lines: () => HistogramLine[];
  /** A place that was pointed at or dragged to. */
  onPick: (value: number) => void;
  signal: AbortSignal;
}

export const MARGIN_LEFT = 46;
export const MARGIN_RIGHT = 10;
const TOP = 34;
const HEIGHT = 230;
const FOOT = 38;

/** How many rows had which surprise, on a logarithmic scale, since what matters is one row in thousands. */
export function histogram(options: HistogramOptions): { element: HTMLElement; redraw: () => void } {
  const low = 0;
  const high = options.high;
  const most = Math.max(1, ...options.counts);
  const decades = Math.ceil(Math.log10(most)) || 1;

  const place = sized("drawing-place", draw, options.signal);
  function draw(width: number): Node {
    const inner = width - MARGIN_LEFT - MARGIN_RIGHT;
    const x = (value: number): number => MARGIN_LEFT + ((value - low) / (high - low)) * inner;
    const bottom = HEIGHT - FOOT;
    // One row stands a little above the axis; none is on it.
    const y = (count: number): number => bottom - ((Math.log10(count) + 0.3) / (decades + 0.3)) * (bottom - TOP);
    const root = svg("svg", { class: "drawing histogram", viewBox: `0 0 ${width} ${HEIGHT}`, width, height: HEIGHT, role: "img", "aria-label": options.label });
    for (let decade = 0; decade <= decades; decade++) {
      root.append(
        svg("line", { class: "grid", x1: MARGIN_LEFT, x2: width - MARGIN_RIGHT, y1: y(10 ** decade), y2: y(10 ** decade) }),
        svg("text", { x: MARGIN_LEFT - 6, y: y(10 ** decade) + 4, "text-anchor": "end" }, compact(10 ** decade)),
      );
    }
    const proposed = options.lines().find((line) => line.kind === "proposed")?.value ?? Infinity;
    options.counts.forEach((count, i) => {
      if (count <= 0) return;
      const left = x(options.edges[i] ?? 0);
      const right = x(options.edges[i + 1] ?? 0);
      const isOver = (options.edges[i] ?? 0) >= proposed - 1e-9;
      root.append(svg("rect", { class: isOver ? "bin bin-over" : "bin", x: left + 0.5, y: y(count), width: Math.max(1, right - left - 1), height: bottom - y(count) }, svg("title", {}, `${figure(options.edges[i])} to ${figure(options.edges[i + 1])}: ${compact(count)} rows`)));
    });
    const step = inner / (high - low) < 62 ? 2 : 1;
    for (let value = Math.ceil(low); value <= high; value += step) {
      root.append(svg("text", { x: x(value), y: bottom + 16, "text-anchor": "middle" }, String(value)));
      if (value > 0 && value % (step * 2) === 0 && value < 9) root.append(svg("text", { class: "odds", x: x(value), y: bottom + 31, "text-anchor": "middle" }, odds(value)));
    }
    for (const line of options.lines()) {
      if (!(line.value >= low && line.value <= high)) continue;
      const at = x(line.value);
      const isProposed = line.kind === "proposed";
      const anchor = at > width * 0.6 ? "end" : "start";
      root.append(
        svg("line", { class: `limit-${line.kind}`, x1: at, x2: at, y1: isProposed ? 18 : 8, y2: bottom }),
        svg("text", { class: `limit-${line.kind}`, x: at + (anchor === "end" ? -6 : 6), y: isProposed ? 28 : 14, "text-anchor": anchor }, line.label),
      );
      if (isProposed) root.append(svg("circle", { class: "limit-handle", cx: at, cy: bottom, r: 7 }));
    }
    return root;
  }

  const pick = (event: PointerEvent): void => {
    const box = place.element.getBoundingClientRect();
    const share = (event.clientX - box.left - MARGIN_LEFT) / (box.width - MARGIN_LEFT - MARGIN_RIGHT);
    options.onPick(Math.min(high, Math.max(low, low + share * (high - low))));
  };
  place.element.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    place.element.setPointerCapture(event.pointerId);
    pick(event);
  });
  place.element.addEventListener("pointermove", (event) => {
    if (place.element.hasPointerCapture(event.pointerId)) pick(event);
  });
  return place;
}
