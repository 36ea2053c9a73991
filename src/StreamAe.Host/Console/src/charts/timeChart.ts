import uPlot from "uplot";
import { onColorsChange } from "../app/preferences";
import { full } from "../time/format";
import { zoneName } from "../time/zone";
import { h, replace } from "../ui/h";
import { axes } from "./timeAxis";
import { interact, type Range } from "./interact";
import { color, faint, type ColorName } from "./palette";

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
  plot: uPlot;
  setData: (data: ChartData, keepRange?: boolean) => void;
  setLines: (lines: ChartLine[]) => void;
  setMarks: (marks: ChartMark[]) => void;
}

/** A chart over time: pointer, wheel, touch and keys move it; what the cursor is on is said above it. */
export function timeChart(options: TimeChartOptions, data: ChartData): TimeChart {
  let lines = options.lines ?? [];
  let marks = options.marks ?? [];
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
      width: 300,
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
        draw: [(u) => drawLines(u, lines), (u) => drawMarks(u, marks)],
        setCursor: [(u) => say(u)],
      },
    },
    aligned(data),
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

  interact(plot, place, options.signal, options.onRange);
  const observer = new ResizeObserver((entries) => {
    const width = Math.floor(entries[0]?.contentRect.width ?? 0);
    if (width > 0 && width !== plot.width) plot.setSize({ width, height: options.height });
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
    plot,
    setData: (next, keepRange = false) => {
      const { min, max } = plot.scales["x"] ?? {};
      plot.setData(aligned(next), !keepRange);
      if (keepRange && typeof min === "number" && typeof max === "number") plot.setScale("x", { min, max });
    },
    setLines: (next) => {
      lines = next;
      plot.redraw(true, true);
    },
    setMarks: (next) => {
      marks = next;
      plot.redraw(false);
    },
  };
}

const aligned = (data: ChartData): uPlot.AlignedData => [data.t, ...data.columns] as unknown as uPlot.AlignedData;

function seriesOptions(series: ChartSeries): uPlot.Series {
  return {
    label: series.label,
    stroke: () => color(series.color),
    width: series.width ?? 1.5,
    ...(series.dash ? { dash: series.dash } : {}),
    ...(series.fill ? { fill: () => faint(series.color, 0.12) } : {}),
    ...(series.dots ? { paths: () => null, points: { show: true, size: 4, fill: () => color(series.color) } } : { points: { show: false } }),
  };
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
      ctx.textBaseline = "top";
      ctx.fillText(mark.label, x + (ctx.textAlign === "right" ? -4 : 4) * scale, bbox.top + 10 * scale);
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
