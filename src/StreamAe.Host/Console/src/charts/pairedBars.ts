import { svg } from "../ui/h";
import { sized } from "./sized";

export interface Pair {
  label: string;
  now: number;
  proposed: number;
}

const HEIGHT = 120;
const FOOT = 20;

/** Two bars side by side, a day each. */
export function pairedBars(label: string, pairs: Pair[], signal: AbortSignal): HTMLElement {
  const most = Math.max(1, ...pairs.flatMap((p) => [p.now, p.proposed]));
  return sized(
    "drawing-place",
    (width) => {
      const step = width / Math.max(1, pairs.length);
      const bar = Math.min(26, step * 0.34);
      const y = (value: number): number => HEIGHT - FOOT - (value / most) * (HEIGHT - FOOT - 16);
      const root = svg("svg", { class: "drawing", viewBox: `0 0 ${width} ${HEIGHT}`, width, height: HEIGHT, role: "img", "aria-label": `${label}: ${pairs.map((p) => `${p.label} now ${p.now}, proposed ${p.proposed}`).join("; ")}` });
      pairs.forEach((pair, i) => {
        const center = (i + 0.5) * step;
        const one = (value: number, left: number, className: string): SVGElement[] => [
          svg("rect", { class: className, x: left, y: y(value), width: bar, height: Math.max(0.5, HEIGHT - FOOT - y(value)) }),
          svg("text", { x: left + bar / 2, y: y(value) - 4, "text-anchor": "middle" }, String(value)),
        ];
        root.append(...one(pair.now, center - bar - 1, "bar-now"), ...one(pair.proposed, center + 1, "bar-proposed"), svg("text", { x: center, y: HEIGHT - 5, "text-anchor": "middle" }, pair.label));
      });
      return root;
    },
    signal,
  ).element;
}
