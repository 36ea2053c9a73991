import type uPlot from "uplot";
import { clock, day, exactClock } from "../time/format";
import { compact } from "../text/number";
import { color } from "./palette";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** Marks of a time axis: the clock, with the day where it changes; days where they are what differs. */
export function timeMarks(splits: readonly number[], increment: number): string[] {
  let lastDay = "";
  return splits.map((at) => {
    const dayText = day(at);
    if (increment >= DAY_MS) return dayText;
    const text = increment < MINUTE_MS ? exactClock(at) : clock(at);
    const withDay = dayText !== lastDay;
    lastDay = dayText;
    return withDay ? `${text}\n${dayText}` : text;
  });
}

const FONT = "12px system-ui, sans-serif";

/** The two axes that all charts over time share. */
export function axes(options: { left?: string; size?: number; format?: (value: number) => string } = {}): uPlot.Axis[] {
  const format = options.format ?? compact;
  const common = {
    font: FONT,
    stroke: () => color("muted"),
    grid: { stroke: () => color("line"), width: 1 },
    ticks: { show: false },
  };
  return [
    { ...common, grid: { show: false }, size: 38, space: 64, values: (_, splits, __, ___, increment) => timeMarks(splits, increment) },
    { ...common, size: options.size ?? 46, space: 22, gap: 4, values: (_, splits) => splits.map((value) => format(value)) },
  ];
}
