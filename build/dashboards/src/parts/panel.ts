import { FieldColorModeId, ThresholdsMode, type DashboardLink, type Panel, type Threshold } from "@grafana/schema";
import { consoleLink } from "./links.js";
import type { Query } from "./query.js";

/** The data source that the reader chose. */
export const dataSource = { type: "prometheus", uid: "${datasource}" } as const;

/** Columns of the grid. */
export const COLUMNS = 24;

export interface PanelOptions {
  /** What it means and what to do: shown at the panel's corner. */
  readonly about: string;
  /** A unit of Grafana's, such as "s", "bytes" or "percentunit". */
  readonly unit: string;
  readonly queries: readonly Query[];
  /** Columns of 24. */
  readonly width?: number;
  /** Grid rows of 30 pixels. */
  readonly height?: number;
  /** From which value on which colour; below the first it is green. Left out, nothing is good or bad. */
  readonly thresholds?: readonly (readonly [value: number, colour: "yellow" | "orange" | "red" | "green"])[];
  /** Colour below the first threshold. */
  readonly base?: "green" | "red";
  readonly min?: number;
  readonly max?: number;
  readonly decimals?: number;
  /** Areas on top of each other, where the sum means something. */
  readonly stack?: boolean;
  /** Powers of ten instead of equal steps. */
  readonly logarithmic?: boolean;
  /** A page of the console, such as "/alerts". */
  readonly console?: string;
  /** Words for values. */
  readonly words?: Readonly<Record<string, string>>;
  /** What stands where there is no data. */
  readonly nothing?: string;
}

/** A panel before it has its place. */
export type Draft = Omit<Panel, "gridPos" | "id"> & { readonly width: number; readonly height: number };

/** Curves over time. */
export const curves = (title: string, options: PanelOptions): Draft => ({
  ...common(title, "timeseries", options, 8, 8),
  fieldConfig: {
    defaults: {
      ...defaults(options, FieldColorModeId.PaletteClassic),
      custom: {
        drawStyle: "line",
        lineWidth: options.stack ? 1 : 2,
        fillOpacity: options.stack ? 40 : 8,
        showPoints: "never",
        spanNulls: false,
        stacking: { mode: options.stack ? "normal" : "none", group: "A" },
        scaleDistribution: options.logarithmic ? { type: "log", log: 10 } : { type: "linear" },
        thresholdsStyle: { mode: options.thresholds ? "dashed" : "off" },
      },
    },
    overrides: [],
  },
  options: {
    legend: { showLegend: true, displayMode: "table", placement: "bottom", calcs: ["mean", "max", "lastNotNull"] },
    tooltip: { mode: "multi", sort: "desc" },
  },
});

/** One number a series, with its curve behind. */
export const numbers = (title: string, options: PanelOptions): Draft => ({
  ...common(title, "stat", options, 4, 4),
  fieldConfig: { defaults: defaults(options, FieldColorModeId.Thresholds), overrides: [] },
  options: {
    colorMode: options.thresholds ? "background" : "value",
    graphMode: options.queries.some((q) => q.as === "range") ? "area" : "none",
    justifyMode: "auto",
    orientation: "auto",
    textMode: "auto",
    reduceOptions: { calcs: ["lastNotNull"], fields: "", values: false },
  },
});

/** A bar a series, for what is compared. */
export const bars = (title: string, options: PanelOptions): Draft => ({
  ...common(title, "bargauge", options, 8, 8),
  fieldConfig: { defaults: defaults(options, options.thresholds ? FieldColorModeId.Thresholds : FieldColorModeId.PaletteClassic), overrides: [] },
  options: {
    displayMode: "basic",
    orientation: "horizontal",
    showUnfilled: true,
    valueMode: "color",
    reduceOptions: { calcs: ["lastNotNull"], fields: "", values: false },
  },
});

/** How a histogram changes with time. */
export const heatmap = (title: string, options: PanelOptions): Draft => ({
  ...common(title, "heatmap", options, 8, 8),
  fieldConfig: { defaults: { custom: { scaleDistribution: { type: "linear" } } }, overrides: [] },
  options: {
    calculate: false,
    cellGap: 1,
    color: { mode: "scheme", scheme: "Oranges", scale: "exponential", exponent: 0.5, steps: 64, fill: "dark-orange", reverse: false },
    exemplars: { color: "rgba(255,0,255,0.7)" },
    filterValues: { le: 1e-9 },
    legend: { show: true },
    rowsFrame: { layout: "auto" },
    showValue: "never",
    tooltip: { mode: "single", showColorScale: true, yHistogram: true },
    yAxis: { unit: options.unit, reverse: false },
  },
});

function common(title: string, type: string, options: PanelOptions, width: number, height: number): Draft {
  const links: DashboardLink[] = options.console ? [consoleLink(options.console)] : [];
  return {
    type,
    title,
    description: options.about,
    datasource: dataSource,
    links,
    targets: options.queries.map((query, i) => ({
      refId: String.fromCharCode(65 + i),
      datasource: dataSource,
      expr: query.expr,
      legendFormat: query.legend || "__auto",
      range: query.as !== "instant",
      instant: query.as === "instant",
      format: query.as === "heatmap" ? "heatmap" : "time_series",
      exemplar: query.exemplars ?? false,
      editorMode: "code",
    })),
    width: options.width ?? width,
    height: options.height ?? height,
  };
}

function defaults(options: PanelOptions, colour: FieldColorModeId) {
  const base: Threshold = { value: null as unknown as number, color: options.base ?? "green" };
  return {
    unit: options.unit,
    color: { mode: colour },
    ...(options.min === undefined ? {} : { min: options.min }),
    ...(options.max === undefined ? {} : { max: options.max }),
    ...(options.decimals === undefined ? {} : { decimals: options.decimals }),
    ...(options.nothing === undefined ? {} : { noValue: options.nothing }),
    ...(options.words === undefined ? {} : { mappings: wordsOf(options.words) }),
    thresholds: { mode: ThresholdsMode.Absolute, steps: [base, ...(options.thresholds ?? []).map(([value, color]) => ({ value, color }))] },
  };
}

function wordsOf(words: Readonly<Record<string, string>>) {
  return [{ type: "value" as never, options: Object.fromEntries(Object.entries(words).map(([value, text], index) => [value, { text, index }])) }];
}
