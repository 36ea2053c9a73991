import type { Series } from "./prometheus.js";
import { format } from "./units.js";

/** What is drawn of a panel: its parts that matter here. */
export interface Shape {
  readonly type: string;
  readonly title: string;
  readonly unit: string;
  readonly decimals?: number;
  readonly stacked: boolean;
  readonly logarithmic: boolean;
  readonly min?: number;
  readonly max?: number;
  readonly steps: readonly { readonly value: number | null; readonly color: string }[];
  readonly hasThresholds: boolean;
  readonly words: Readonly<Record<string, string>>;
  readonly nothing: string;
}

export interface Named extends Series {
  readonly name: string;
}

interface Box {
  x: number;
  y: number;
  w: number;
  h: number;
}

const PALETTE = ["#73bf69", "#f2cc0c", "#5794f2", "#ff780a", "#b877d9", "#e02f44", "#8ab8ff", "#37872d", "#fa6400", "#a352cc"];
const COLOURS: Record<string, string> = { green: "#56a64b", yellow: "#d9a406", orange: "#ff780a", red: "#d44a3a" };
const PAD = 8;
const LEGEND_LINE = 14;
const MOST_NAMES = 6;

export const escape = (text: string): string => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

const text = (x: number, y: number, content: string, more = ""): string => `<text x="${n(x)}" y="${n(y)}" ${more}>${escape(content)}</text>`;

const n = (value: number): string => `${Math.round(value * 10) / 10}`;

/** A panel in its frame. */
export function draw(shape: Shape, series: readonly Named[], box: Box, span: readonly [number, number]): string {
  const frame = `<rect class="panel" x="${n(box.x)}" y="${n(box.y)}" width="${n(box.w)}" height="${n(box.h)}"/>`;
  const title = text(box.x + PAD, box.y + 17, clip(shape.title, box.w - 2 * PAD), 'class="title"');
  const inner = { x: box.x + PAD, y: box.y + 26, w: box.w - 2 * PAD, h: box.h - 32 };
  const some = series.filter((s) => s.points.some(([, v]) => Number.isFinite(v)));
  if (some.length === 0) return frame + title + text(inner.x + inner.w / 2, inner.y + inner.h / 2 + 4, shape.nothing, 'class="none" text-anchor="middle"');
  switch (shape.type) {
    case "stat":
      return frame + numbers(shape, some, { ...box }) + title;
    case "bargauge":
      return frame + title + bars(shape, some, inner);
    case "heatmap":
      return frame + title + cells(shape, some, inner, span);
    default:
      return frame + title + curves(shape, some, inner, span);
  }
}

const last = (series: Series): number => [...series.points].reverse().find(([, v]) => Number.isFinite(v))?.[1] ?? NaN;

const clip = (content: string, width: number): string => (content.length * 6.2 > width ? `${content.slice(0, Math.max(1, Math.floor(width / 6.2) - 1))}…` : content);

function colourOf(shape: Shape, value: number): string {
  const step = [...shape.steps].reverse().find((s) => s.value === null || value >= s.value);
  return COLOURS[step?.color ?? "green"] ?? "#888";
}

function numbers(shape: Shape, series: readonly Named[], box: Box): string {
  const width = box.w / series.length;
  return series
    .map((s, i) => {
      const value = last(s);
      const word = shape.words[`${value}`] ?? format(value, shape.unit, shape.decimals);
      const x = box.x + i * width;
      const fill = shape.hasThresholds ? `<rect x="${n(x)}" y="${n(box.y)}" width="${n(width)}" height="${n(box.h)}" fill="${colourOf(shape, value)}"/>` : "";
      const size = Math.min(26, (width - 8) / (word.length * 0.6));
      return (
        fill +
        text(x + width / 2, box.y + box.h / 2 + 14, word, `class="number" font-size="${n(size)}" text-anchor="middle"`) +
        (series.length > 1 ? text(x + width / 2, box.y + box.h - 8, clip(s.name, width - 4), 'class="small" text-anchor="middle"') : "")
      );
    })
    .join("");
}

function bars(shape: Shape, series: readonly Named[], box: Box): string {
  const values = series.map(last);
  const most = shape.max ?? Math.max(...values, 1e-12);
  const line = Math.min(34, box.h / series.length);
  return series
    .map((s, i) => {
      const value = values[i]!;
      const y = box.y + i * line;
      const colour = shape.hasThresholds ? colourOf(shape, value) : PALETTE[i % PALETTE.length]!;
      const full = box.w - 70;
      return (
        text(box.x, y + 10, clip(s.name, full), 'class="small"') +
        `<rect class="track" x="${n(box.x)}" y="${n(y + 14)}" width="${n(full)}" height="${n(line - 18)}"/>` +
        `<rect x="${n(box.x)}" y="${n(y + 14)}" width="${n(Math.max(1, (full * Math.min(value, most)) / most))}" height="${n(line - 18)}" fill="${colour}"/>` +
        text(box.x + box.w, y + line - 6, format(value, shape.unit, shape.decimals), 'class="value" text-anchor="end"')
      );
    })
    .join("");
}

function curves(shape: Shape, series: readonly Named[], box: Box, span: readonly [number, number]): string {
  const shown = series.slice(0, MOST_NAMES);
  const legend = Math.ceil(shown.length / 2) * LEGEND_LINE;
  const plot = { x: box.x + 52, y: box.y + 4, w: box.w - 56, h: box.h - legend - 22 };
  const stacked = shape.stacked ? stack(series) : series.map((s) => s.points);
  const all = stacked.flatMap((points) => points.map(([, v]) => v)).filter((v) => Number.isFinite(v) && (!shape.logarithmic || v > 0));
  let low = shape.logarithmic ? Math.min(...all) : Math.min(shape.min ?? Math.min(...all), ...(shape.stacked ? [0] : []));
  let high = shape.max ?? Math.max(...all);
  if (!(high > low)) [low, high] = shape.logarithmic ? [low / 2, low * 2] : [Math.min(0, low), Math.max(low, 0) || 1];
  const scale = shape.logarithmic ? Math.log10 : (v: number) => v;
  const x = (t: number) => plot.x + (plot.w * (t - span[0])) / (span[1] - span[0]);
  const y = (v: number) => plot.y + plot.h - (plot.h * (scale(v) - scale(low))) / (scale(high) - scale(low));
  const grid = ticks(low, high, shape.logarithmic)
    .map((v) => `<path class="grid" d="M${n(plot.x)} ${n(y(v))}h${n(plot.w)}"/>` + text(plot.x - 4, y(v) + 3, format(v, shape.unit), 'class="axis" text-anchor="end"'))
    .join("");
  const lines = stacked
    .map((points, i) => {
      const colour = PALETTE[i % PALETTE.length]!;
      let d = "";
      let broken = true;
      for (const [t, v] of points) {
        if (!Number.isFinite(v) || (shape.logarithmic && v <= 0)) {
          broken = true;
          continue;
        }
        d += `${broken ? "M" : "L"}${n(x(t))} ${n(y(v))}`;
        broken = false;
      }
      return `<path d="${d}" fill="none" stroke="${colour}" stroke-width="1.5"/>`;
    })
    .join("");
  const names = shown
    .map((s, i) => {
      const left = box.x + (i % 2) * (box.w / 2);
      const top = box.y + box.h - legend + Math.floor(i / 2) * LEGEND_LINE + 10;
      const more = i === MOST_NAMES - 1 && series.length > MOST_NAMES ? ` and ${series.length - MOST_NAMES} more` : "";
      return `<rect x="${n(left)}" y="${n(top - 6)}" width="10" height="3" fill="${PALETTE[i % PALETTE.length]}"/>` + text(left + 14, top, clip(`${s.name}${more}: ${format(last(s), shape.unit)}`, box.w / 2 - 16), 'class="small"');
    })
    .join("");
  return grid + times(plot, span) + lines + names;
}

/** Histogram buckets, each what came in it alone. */
function cells(shape: Shape, series: readonly Named[], box: Box, span: readonly [number, number]): string {
  const buckets = [...series].sort((a, b) => Number(a.labels["le"]?.replace("+Inf", "Infinity")) - Number(b.labels["le"]?.replace("+Inf", "Infinity")));
  const steps = buckets[0]!.points.length;
  const alone = buckets.map((bucket, b) => {
    const below = new Map(b === 0 ? [] : buckets[b - 1]!.points);
    return bucket.points.map(([t, v]) => [t, Math.max(0, v - (below.get(t) ?? 0))] as const);
  });
  const used = alone.map((points, b) => ({ points, le: buckets[b]!.labels["le"] ?? "" })).filter(({ points }) => points.some(([, v]) => v > 1e-9));
  const most = Math.max(...used.flatMap(({ points }) => points.map(([, v]) => v)), 1e-9);
  const plot = { x: box.x + 52, y: box.y + 4, w: box.w - 56, h: box.h - 20 };
  const height = plot.h / Math.max(1, used.length);
  const width = plot.w / steps;
  const every = Math.max(1, Math.floor(used.length / 8));
  return (
    used
      .map(({ points, le }, b) => {
        const y = plot.y + plot.h - (b + 1) * height;
        const label = b % every === 0 ? text(plot.x - 4, y + height / 2 + 3, le === "+Inf" ? "more" : `≤ ${format(Number(le), shape.unit)}`, 'class="axis" text-anchor="end"') : "";
        const dots = points
          .filter(([, v]) => v > 1e-9)
          .map(([t, v]) => `<rect x="${n(plot.x + ((plot.w - width) * (t - span[0])) / (span[1] - span[0]))}" y="${n(y)}" width="${n(width)}" height="${n(height - 0.5)}" fill-opacity="${n(Math.max(0.15, Math.sqrt(v / most)))}"/>`)
          .join("");
        return `${label}<g fill="#ff780a">${dots}</g>`;
      })
      .join("") + times(plot, span)
  );
}

function stack(series: readonly Named[]): (readonly (readonly [number, number])[])[] {
  const sums = new Map<number, number>();
  return series.map((s) =>
    s.points.map(([t, v]) => {
      const sum = (sums.get(t) ?? 0) + (Number.isFinite(v) ? v : 0);
      sums.set(t, sum);
      return [t, sum] as const;
    }),
  );
}

function ticks(low: number, high: number, logarithmic: boolean): number[] {
  if (logarithmic) {
    const decades: number[] = [];
    for (let e = Math.ceil(Math.log10(low)); e <= Math.floor(Math.log10(high)); e++) decades.push(10 ** e);
    const every = Math.ceil(decades.length / 5);
    return decades.length < 2 ? [low, high] : decades.filter((_, i) => i % every === 0);
  }
  const raw = (high - low) / 4;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((m) => m * power).find((m) => m >= raw)!;
  const found: number[] = [];
  for (let v = Math.ceil(low / step) * step; v <= high + step * 1e-6; v += step) found.push(Math.abs(v) < step * 1e-6 ? 0 : v);
  return found;
}

function times(plot: Box, [start, end]: readonly [number, number]): string {
  return [0.1, 0.5, 0.9]
    .map((share) => text(plot.x + plot.w * share, plot.y + plot.h + 13, new Date((start + share * (end - start)) * 1000).toISOString().slice(11, 16), 'class="axis" text-anchor="middle"'))
    .join("");
}
