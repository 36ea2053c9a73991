import { svg } from "../ui/h";
import { color, type ColorName } from "./palette";
import { onColorsChange } from "../app/preferences";
import { sized } from "./sized";

export interface ScatterPoint {
  x: number;
  y: number;
  /** How it is drawn: from usual to odd. */
  rank: 0 | 1 | 2;
  text: string;
}

const SHAPES: Record<number, { color: ColorName; radius: number; opacity: number }> = {
  0: { color: "actual", radius: 2.4, opacity: 0.45 },
  1: { color: "severity-1", radius: 4, opacity: 0.9 },
  2: { color: "severity-2", radius: 5.5, opacity: 1 },
};

const HEIGHT = 300;
const PAD = 16;

/** Points in a plane; the odd ones larger and on top. */
export function scatter(label: string, points: ScatterPoint[], axes: [x: string, y: string], signal: AbortSignal): HTMLElement {
  const xs = points.map((p) => p.x);
  const ys = points.map((p) => p.y);
  const span = (values: number[]): [number, number] => {
    const low = Math.min(...values);
    const high = Math.max(...values);
    return high > low ? [low, high] : [low - 1, high + 1];
  };
  const [x0, x1] = span(xs);
  const [y0, y1] = span(ys);
  const place = sized(
    "drawing-place",
    (width) => {
      const x = (value: number): number => PAD + ((value - x0) / (x1 - x0)) * (width - 2 * PAD);
      const y = (value: number): number => HEIGHT - 2 * PAD - ((value - y0) / (y1 - y0)) * (HEIGHT - 3 * PAD);
      const sorted = [...points].sort((a, b) => a.rank - b.rank);
      return svg(
        "svg",
        { class: "drawing", viewBox: `0 0 ${width} ${HEIGHT}`, width, height: HEIGHT, role: "img", "aria-label": label },
        svg("rect", { class: "frame", x: 0.5, y: 0.5, width: width - 1, height: HEIGHT - PAD - 4 }),
        sorted.map((p) => {
          const shape = SHAPES[p.rank] ?? { color: "actual" as const, radius: 2, opacity: 1 };
          return svg("circle", { cx: x(p.x).toFixed(1), cy: y(p.y).toFixed(1), r: shape.radius, fill: color(shape.color), "fill-opacity": shape.opacity }, svg("title", {}, p.text));
        }),
        svg("text", { x: width - 4, y: HEIGHT - 4, "text-anchor": "end" }, axes[0]),
        svg("text", { x: 2, y: HEIGHT - 4 }, `↑ ${axes[1]}`),
      );
    },
    signal,
  );
  onColorsChange(place.redraw, signal);
  return place.element;
}
