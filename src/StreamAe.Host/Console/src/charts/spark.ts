import { svg } from "../ui/h";

/** A line without axes beside a figure; says nothing that the figure does not. */
export function spark(values: readonly (number | null)[], width: number, height: number, options: { floor?: number; className?: string } = {}): SVGElement {
  const known = values.filter((v): v is number => v !== null && Number.isFinite(v));
  const low = options.floor ?? Math.min(...known);
  const high = Math.max(...known, low + 1e-9);
  const step = width / Math.max(1, values.length - 1);
  const y = (value: number): number => height - 1.5 - ((value - low) / (high - low || 1)) * (height - 3);
  const points = values.flatMap((value, i) => (value === null ? [] : [`${(i * step).toFixed(1)},${y(value).toFixed(1)}`]));
  return svg(
    "svg",
    { class: `spark ${options.className ?? ""}`, viewBox: `0 0 ${width} ${height}`, width, height, "aria-hidden": "true" },
    points.length > 1 ? svg("polyline", { points: points.join(" ") }) : null,
  );
}

/** Columns of one height each: alerts an hour, with the line they should stay under. */
export function columns(values: readonly number[], width: number, height: number, limit: number | null): SVGElement {
  const high = Math.max(...values, (limit ?? 0) * 1.15, 1);
  const step = width / Math.max(1, values.length);
  const y = (value: number): number => height - (value / high) * (height - 1);
  return svg(
    "svg",
    { class: "columns", viewBox: `0 0 ${width} ${height}`, width, height, "aria-hidden": "true" },
    values.map((value, i) =>
      value > 0 ? svg("rect", { x: i * step + 0.5, y: y(value), width: Math.max(1, step - 1), height: height - y(value), class: limit !== null && value > limit ? "over" : "under" }) : null,
    ),
    limit !== null ? svg("line", { x1: 0, x2: width, y1: y(limit), y2: y(limit), class: "limit" }) : null,
  );
}
