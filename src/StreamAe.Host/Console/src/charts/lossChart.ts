import uPlot from "uplot";
import { onColorsChange } from "../app/preferences";
import { figure } from "../text/number";
import { h, replace } from "../ui/h";
import { color } from "./palette";

const HEIGHT = 240;

export interface LossCurves {
  training: (number | null)[];
  validation: (number | null)[];
  /** Of the first loss, from 1. */
  firstEpoch: number;
  /** Whose parameters were kept; 0 for none. */
  bestEpoch: number;
}

/** Loss by epoch, of the rows that were fitted and of those kept out; a line where it was best. */
export function lossChart(label: string, { training, validation, firstEpoch, bestEpoch }: LossCurves, signal: AbortSignal): HTMLElement {
  const readout = h("p", { class: "readout", "aria-live": "polite" });
  const legend = h("p", { class: "legend", "aria-hidden": "true" }, h("span", { class: "key" }, "fitted rows"), h("span", { class: "key key-expected key-dashed" }, "rows kept out"));
  const place = h("div", { class: "plot", role: "img", "aria-label": label });
  const epochs = Array.from({ length: Math.max(training.length, validation.length) }, (_, i) => firstEpoch + i);
  const axis = { font: "12px system-ui, sans-serif", stroke: () => color("muted"), grid: { stroke: () => color("line"), width: 1 }, ticks: { show: false } };
  const plot = new uPlot(
    {
      width: 300,
      height: HEIGHT,
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false } },
      padding: [8, 8, 0, 0],
      // Losses fall by orders of magnitude: what matters is at the end.
      scales: { x: { time: false }, y: { distr: 3 } },
      axes: [
        { ...axis, size: 26, grid: { show: false } },
        { ...axis, size: 52, values: (_, splits) => splits.map((v) => (v === null ? "" : figure(v))) },
      ],
      series: [
        {},
        { label: "fitted rows", stroke: () => color("actual"), width: 1.75, points: { show: false } },
        { label: "rows kept out", stroke: () => color("expected"), width: 1.75, dash: [5, 4], points: { show: false } },
      ],
      hooks: {
        draw: [(u) => drawBest(u, bestEpoch)],
        setCursor: [
          (u) => {
            const at = u.cursor.idx;
            replace(readout, at === null || at === undefined ? null : h("span", {}, `epoch ${firstEpoch + at}: fitted ${figure(training[at])}, kept out ${figure(validation[at])}`));
          },
        ],
      },
    },
    [epochs, positive(training), positive(validation)],
    place,
  );
  const observer = new ResizeObserver((entries) => {
    const width = Math.floor(entries[0]?.contentRect.width ?? 0);
    if (width > 0 && width !== plot.width) plot.setSize({ width, height: HEIGHT });
  });
  observer.observe(place);
  onColorsChange(() => plot.redraw(false), signal);
  signal.addEventListener(
    "abort",
    () => {
      observer.disconnect();
      plot.destroy();
    },
    { once: true },
  );
  return h("figure", { class: "chart" }, h("div", { class: "chart-head" }, legend, readout), place);
}

/** A logarithmic axis has no place for 0 and below. */
const positive = (values: (number | null)[]): (number | null)[] => values.map((v) => (v !== null && v > 0 ? v : null));

function drawBest(u: uPlot, bestEpoch: number): void {
  if (!(bestEpoch >= 1)) return;
  const { ctx, bbox } = u;
  const x = Math.round(u.valToPos(bestEpoch, "x", true)) + 0.5;
  const scale = devicePixelRatio;
  ctx.save();
  ctx.strokeStyle = color("muted");
  ctx.fillStyle = color("muted");
  ctx.lineWidth = scale;
  ctx.setLineDash([2 * scale, 3 * scale]);
  ctx.beginPath();
  ctx.moveTo(x, bbox.top);
  ctx.lineTo(x, bbox.top + bbox.height);
  ctx.stroke();
  ctx.font = `${11 * scale}px system-ui, sans-serif`;
  ctx.textAlign = x > bbox.left + bbox.width / 2 ? "right" : "left";
  ctx.fillText(`best: epoch ${bestEpoch}`, x + (ctx.textAlign === "right" ? -5 : 5) * scale, bbox.top + 12 * scale);
  ctx.restore();
}
