/** One query of a panel, in PromQL. */
export interface Query {
  readonly expr: string;
  /** How a series is named: text with {{label}}s. */
  readonly legend: string;
  /** "instant" for one value of now, "range" for a curve, "heatmap" for a histogram's buckets over time. */
  readonly as: "range" | "instant" | "heatmap";
  /** Whether traces of single polls are shown as dots; of histograms only. */
  readonly exemplars?: boolean;
}

/** A curve. */
export const range = (expr: string, legend = ""): Query => ({ expr, legend, as: "range" });

/** The value of now. */
export const instant = (expr: string, legend = ""): Query => ({ expr, legend, as: "instant" });

/** Every series of a process that the reader chose. */
export const ofProcess = `job=~"$job", instance=~"$instance"`;

/** Every series of a process and a monitor that the reader chose. */
export const ofMonitor = `${ofProcess}, streamae_monitor=~"$monitor"`;

/** A metric's selector. */
export const select = (metric: string, chosen: string, ...more: string[]): string => `${metric}{${[chosen, ...more].join(", ")}}`;

/** How fast counters rise a second, summed over all but the labels. */
export const rate = (series: string, ...by: string[]): string => `${sum(by)} (rate(${series}[$__rate_interval]))`;

/** By how much counters rose in the time that is shown. */
export const increase = (series: string, ...by: string[]): string => `${sum(by)} (increase(${series}[$__range]))`;

/** Gauges summed over all but the labels. */
export const total = (series: string, ...by: string[]): string => `${sum(by)} (${series})`;

/** A quantile of a histogram, of what came within the rate's window. */
export const quantile = (q: number, metric: string, chosen: string, ...by: string[]): string =>
  `histogram_quantile(${q}, ${sum(["le", ...by])} (rate(${metric}_bucket{${chosen}}[$__rate_interval])))`;

/** The mean of a histogram's measurements. */
export const mean = (metric: string, chosen: string, ...by: string[]): string =>
  `${rate(`${metric}_sum{${chosen}}`, ...by)} / ${rate(`${metric}_count{${chosen}}`, ...by)}`;

/** Median, 95th and 99th percentile of a histogram as curves, with exemplars on the last. */
export const percentiles = (metric: string, chosen: string): Query[] => [
  range(quantile(0.5, metric, chosen), "median"),
  range(quantile(0.95, metric, chosen), "p95"),
  { ...range(quantile(0.99, metric, chosen), "p99"), exemplars: true },
];

/** A histogram's buckets over time, for a heat map. */
export const buckets = (metric: string, chosen: string): Query => ({
  expr: `sum by (le) (increase(${metric}_bucket{${chosen}}[$__rate_interval]))`,
  legend: "{{le}}",
  as: "heatmap",
  exemplars: true,
});

const sum = (by: string[]): string => (by.length === 0 ? "sum" : `sum by (${by.join(", ")})`);
