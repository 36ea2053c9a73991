import uPlot from "uplot";
import { onColorsChange } from "../app/preferences";
import { full } from "../time/format";
import { zoneName } from "../time/zone";
import { h, replace } from "../ui/h";
import { columnsOf, decimate, type Columns } from "./decimate";
import { drawDense, isDense } from "./denseLine";
import { interact, type Range } from "./interact";
import { color, faint, type ColorName } from "./palette";
import { axes } from "./timeAxis";

export interface ChartSeries {
  label: string;
  color: ColorName;
  width?: number;
  dash?: number[];
  /** Filled down to the axis, faintly. */
  fill?: boolean;
  /** Dots alone, no line. */
  dots?: boolean;
  /** For the readout. */
  text?: (value: number) => string;
  /** Not in the readout: an edge of a band. */
  silent?: boolean;
}

export interface ChartLine {
  value: number;
  label: string;
  color: ColorName;
}

export interface ChartMark {
  t: number;
  label: string;
  color: ColorName;
  /** An alert on the curve, or a model that came into use, on the axis. */
  kind: "alert" | "version" | "moment";
}

/** Columns over time; t in milliseconds, rising. Null or NaN where there is no figure. */
export interface ChartData {
  t: ArrayLike<number>;
  columns: ArrayLike<number | null>[];
}

export interface TimeChartOptions {
  /** What is shown, for those who do not see it. */
  label: string;
  height: number;
  series: ChartSeries[];
  /** Pairs of series, upper and lower edge, filled between. */
  bands?: [upper: number, lower: number][];
  lines?: ChartLine[];
  marks?: ChartMark[];
  axisText?: (value: number) => string;
  axisSize?: number;
  /** The lowest value the axis begins with. */
  floor?: number;
  /** No axes and no readout: beside a sentence. */
  bare?: boolean;
  /** Charts with the same word share their cursor. */
  sync?: string;
  onRange?: (range: Range | null) => void;
  signal: AbortSignal;
  testId?: string;
}

export interface TimeChart {
  element: HTMLElement;
  /** Shows other rows; all of them, or what is in sight now. */
  setData: (data: ChartData, keepRange?: boolean) => void;
}

/** Before the place has its width. */
const FIRST_WIDTH = 300;

/** A chart over time: pointer, wheel, touch and keys move it; what the cursor is on is said above it. */
export function timeChart(options: TimeChartOptions, data: ChartData): TimeChart {
  const lines = options.lines ?? [];
  const marks = options.marks ?? [];
  let rows: Columns = columnsOf(data.t, data.columns);
  let shown: Range | null = null;
  const readout = h("p", { class: "readout", "aria-live": "polite" });
  const legend = h(
    "p",
    { class: "legend", "aria-hidden": "true" },
    options.series.filter((s) => !s.silent).map((s) => h("span", { class: `key key-${s.color}${s.dash ? " key-dashed" : ""}` }, s.label)),
  );
  const place = h("div", {
    class: "plot",
    tabindex: "0",
    role: "group",
    "aria-roledescription": "chart",
    "aria-label": `${options.label}. Arrow keys move the cursor, plus and minus zoom, Home shows all.`,
  });
  const element = h("figure", { class: "chart", "data-testid": options.testId ?? null }, options.bare ? null : h("div", { class: "chart-head" }, legend, readout), place);

  const plot = new uPlot(
    {
      width: FIRST_WIDTH,
      height: options.height,
      ms: 1,
      tzDate: (at) => uPlot.tzDate(new Date(at), zoneName()),
      legend: { show: false },
      cursor: { drag: { x: true, y: false, dist: 8 }, y: false, points: { size: 7 }, ...(options.sync ? { sync: { key: options.sync } } : {}) },
      padding: options.bare ? [6, 4, 0, 0] : [8, 8, 0, 0],
      scales: { y: { range: (_, low, high) => yRange(low, high, lines, options.floor) } },
      axes: axes({ ...(options.axisSize ? { size: options.axisSize } : {}), ...(options.axisText ? { format: options.axisText } : {}) }),
      series: [{}, ...options.series.map(seriesOptions)],
      bands: (options.bands ?? []).map(([upper, lower]) => ({ series: [upper + 1, lower + 1] as [number, number], fill: () => faint("band", 0.22) })),
      hooks: {
        drawSeries: [(u, index) => drawIfDense(u, index, options.series[index - 1])],
        draw: [(u) => drawLines(u, lines), (u) => drawMarks(u, marks)],
        setCursor: [(u) => say(u)],
        setScale: [(_, key) => void (key === "x" && follow())],
      },
    },
    inSight(rows, extent(rows), FIRST_WIDTH),
    place,
  );

  function say(u: uPlot): void {
    const at = u.cursor.idx;
    if (at === null || at === undefined) {
      replace(readout);
      return;
    }
    const texts = options.series.flatMap((series, index) => {
      const value = u.data[index + 1]?.[at];
      return series.silent || value === null || value === undefined || Number.isNaN(value) ? [] : [`${series.label} ${(series.text ?? String)(value)}`];
    });
    replace(readout, h("span", {}, full(u.data[0][at] as number)), texts.map((text) => h("span", {}, text)));
  }

  /** Draws a range anew from all rows: what is drawn is a few thousand of them, however many there are. */
  function show(range: Range): void {
    shown = range;
    plot.batch(() => {
      plot.setData(inSight(rows, range, plot.width), false);
      plot.setScale("x", { min: range.from, max: range.to });
    });
  }

  /** uPlot zooms by dragging itself; the rows for it are chosen after. */
  function follow(): void {
    const { min, max } = plot.scales["x"] ?? {};
    if (typeof min !== "number" || typeof max !== "number" || (shown && shown.from === min && shown.to === max)) return;
    const range = { from: min, to: max };
    shown = range;
    queueMicrotask(() => void (options.signal.aborted || show(range)));
  }

  interact({ plot, place, signal: options.signal, extent: () => extent(rows), shown: () => shown ?? extent(rows), show, onRange: options.onRange });
  const observer = new ResizeObserver((entries) => {
    const width = Math.floor(entries[0]?.contentRect.width ?? 0);
    if (width <= 0 || width === plot.width) return;
    plot.setSize({ width, height: options.height });
    show(shown ?? extent(rows));
  });
  observer.observe(place);
  onColorsChange(() => plot.redraw(false), options.signal);
  options.signal.addEventListener(
    "abort",
    () => {
      observer.disconnect();
      plot.destroy();
    },
    { once: true },
  );

  return {
    element,
    setData: (next, keepRange = false) => {
      rows = columnsOf(next.t, next.columns);
      show(keepRange && shown ? shown : extent(rows));
    },
  };
}

const extent = (columns: Columns): Range => ({ from: columns.t[0] ?? 0, to: columns.t[columns.t.length - 1] ?? 1 });

/** What uPlot is given of a range. It takes null for a gap, and typed arrays where there is none. */
function inSight(columns: Columns, range: Range, width: number): uPlot.AlignedData {
  const drawn = decimate(columns, range.from, range.to, Math.max(width, FIRST_WIDTH));
  const values = drawn.values.map((column) => (column.some(Number.isNaN) ? Array.from(column, (value) => (Number.isNaN(value) ? null : value)) : column));
  return [drawn.t, ...values] as unknown as uPlot.AlignedData;
}

function seriesOptions(series: ChartSeries): uPlot.Series {
  return {
    label: series.label,
    stroke: () => color(series.color),
    width: series.width ?? 1.5,
    ...(series.dash ? { dash: series.dash } : {}),
    ...(series.fill ? { fill: () => faint(series.color, 0.12) } : {}),
    ...(series.dots ? { paths: () => null, points: { show: true, size: 4, fill: () => color(series.color) } } : { points: { show: false } }),
    ...(series.dots ? {} : { paths: (u, index, first, last) => (isDense(u, first, last) ? null : linearPath(u, index, first, last)) }),
  };
}

const linearPath = uPlot.paths.linear!();

function drawIfDense(u: uPlot, index: number, series: ChartSeries | undefined): void {
  const [first, last] = u.series[0]?.idxs ?? [0, 0];
  if (series && !series.dots && (series.width ?? 1) > 0 && isDense(u, first, last)) drawDense(u, index, color(series.color), series.fill ? faint(series.color, 0.12) : null);
}

/** With air above, and with the lines in sight unless the curve would shrink to nothing. */
function yRange(low: number | null, high: number | null, lines: ChartLine[], floor: number | undefined): [number, number] {
  let bottom = floor ?? low ?? 0;
  let top = high ?? bottom + 1;
  for (const line of lines) {
    top = Math.max(top, line.value);
    if (floor === undefined) bottom = Math.min(bottom, line.value);
  }
  if (top <= bottom) top = bottom + (Math.abs(bottom) || 1);
  const air = (top - bottom) * 0.08;
  return [floor ?? bottom - air, top + air];
}

function drawLines(u: uPlot, lines: ChartLine[]): void {
  const { ctx, bbox } = u;
  const scale = devicePixelRatio;
  ctx.save();
  ctx.font = `${11 * scale}px system-ui, sans-serif`;
  ctx.lineWidth = 1.25 * scale;
  for (const line of lines) {
    const y = Math.round(u.valToPos(line.value, "y", true)) + 0.5;
    if (y < bbox.top || y > bbox.top + bbox.height) continue;
    ctx.strokeStyle = color(line.color);
    ctx.setLineDash([6 * scale, 4 * scale]);
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
    ctx.fillStyle = color(line.color);
    ctx.textAlign = "left";
    ctx.textBaseline = y - bbox.top < 16 * scale ? "top" : "bottom";
    ctx.fillText(line.label, bbox.left + 6 * scale, y + (ctx.textBaseline === "top" ? 3 : -3) * scale);
  }
  ctx.restore();
}

function drawMarks(u: uPlot, marks: ChartMark[]): void {
  const { ctx, bbox } = u;
  const scale = devicePixelRatio;
  ctx.save();
  ctx.font = `${11 * scale}px system-ui, sans-serif`;
  let lastLabel = -Infinity;
  for (const mark of marks) {
    const x = Math.round(u.valToPos(mark.t, "x", true)) + 0.5;
    if (!(x >= bbox.left && x <= bbox.left + bbox.width)) continue;
    ctx.strokeStyle = color(mark.color);
    ctx.fillStyle = color(mark.color);
    ctx.lineWidth = scale;
    if (mark.kind === "alert") {
      triangle(ctx, x, bbox.top, 5 * scale);
      continue;
    }
    ctx.setLineDash(mark.kind === "version" ? [2 * scale, 3 * scale] : []);
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    // Labels that would lie on each other are left out; the list beside the chart has them all.
    if (mark.label && x - lastLabel > ctx.measureText(mark.label).width + 8 * scale) {
      ctx.textAlign = x > bbox.left + bbox.width * 0.9 ? "right" : "left";
      ctx.textBaseline = mark.kind === "version" ? "top" : "bottom";
      ctx.fillText(mark.label, x + (ctx.textAlign === "right" ? -4 : 4) * scale, mark.kind === "version" ? bbox.top + 10 * scale : bbox.top + bbox.height - 3 * scale);
      lastLabel = x;
    }
  }
  ctx.restore();
}

function triangle(ctx: CanvasRenderingContext2D, x: number, top: number, size: number): void {
  ctx.beginPath();
  ctx.moveTo(x - size, top);
  ctx.lineTo(x + size, top);
  ctx.lineTo(x, top + 1.6 * size);
  ctx.closePath();
  ctx.fill();
}
