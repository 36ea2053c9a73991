import type { EntityView, Scores, VerdictSample } from "../../api/types";
import type { Context } from "../../app/context";
import type { Range } from "../../charts/interact";
import { timeChart, type ChartMark, type TimeChart } from "../../charts/timeChart";
import { severityRank } from "../../text/alertText";
import { count, figure } from "../../text/number";
import { odds } from "../../text/odds";
import { segments } from "../../ui/form";
import { h, replace } from "../../ui/h";
import { debounce, loaded } from "../../ui/loaded";
import { section } from "../../ui/section";
import { empty } from "../../ui/states";

const DEFAULT_POINTS = 2000;

/** As many as stay smooth. */
const ALL_POINTS = 100_000;

const HOUR_MS = 3_600_000;
const FLUSH_MS = 500;
const ZOOM_PAUSE_MS = 220;

const SPANS = [
  { value: "6", text: "6 h" },
  { value: "24", text: "24 h" },
  { value: "168", text: "7 d" },
  { value: "", text: "all" },
];

export interface ScoreSection {
  element: HTMLElement;
  /** What is in sight, for what an operator does to a range. */
  range: () => Range | null;
}

/** Surprise against the threshold over time, alerts and model versions on it; finer where one zooms in; live at its end. */
export function scoreSection(context: Context, entity: EntityView, onRange: () => void): ScoreSection {
  const { monitor, key } = entity;
  let span = "168";
  let points = DEFAULT_POINTS;
  let chart: TimeChart | null = null;
  let current: Scores | null = null;
  let zoomed: Range | null = null;
  let shown = new AbortController();
  const note = h("span", {});

  const end = entity.lastEventTime ? Date.parse(entity.lastEventTime) : Date.now();
  const question = (): { from: string | null; points: number } => ({ from: span ? new Date(end - Number(span) * HOUR_MS).toISOString() : null, points });
  const list = loaded({
    label: "scores",
    lines: 6,
    signal: context.signal,
    fetch: (signal) => context.api.scores(monitor, key, question(), signal),
    render: (scores) => {
      shown.abort();
      shown = new AbortController();
      zoomed = null;
      current = scores;
      onRange();
      if (scores.t.length === 0) {
        chart = null;
        return scores.kept
          ? empty("No score in this time.", entity.model ? "The entity sent nothing, or none of its rows could be judged." : "There is no model yet that could judge it.")
          : empty("Scores are not kept.", "With keepScores in the store's configuration the service keeps them for so long; previews of thresholds need them, too.");
      }
      say(scores);
      chart = draw(scores, AbortSignal.any([shown.signal, context.signal]));
      return chart.element;
    },
  });

  function draw(scores: Scores, signal: AbortSignal): TimeChart {
    return timeChart(
      {
        label: `Surprise of ${key} against its threshold`,
        height: 240,
        series: [{ label: "surprise", color: "actual", width: 1.25, fill: true, text: (v) => `${figure(v)} (${odds(v)})` }],
        floor: 0,
        axisSize: 52,
        lines: thresholdLines(scores),
        marks: marks(scores),
        onRange: (range) => {
          zoomed = range;
          onRange();
          refine();
        },
        signal,
        testId: "score-chart",
      },
      { t: scores.t, columns: [scores.surprise] },
    );
  }

  const say = (scores: Scores): void =>
    replace(note, scores.rows > scores.t.length ? `${count(scores.rows)} rows, drawn by ${count(scores.t.length)} points; the highest of each stretch is kept` : `${count(scores.rows)} rows`);

  // Asks for a range three times as wide, so that one can move on before the next answer comes.
  const refine = debounce(ZOOM_PAUSE_MS, () => {
    void (async () => {
      const whole = current;
      if (!chart || !whole || context.signal.aborted) return;
      if (!zoomed) {
        chart.setData({ t: whole.t, columns: [whole.surprise] });
        say(whole);
        return;
      }
      if (whole.rows <= whole.t.length) return;
      const asked = zoomed;
      const width = asked.to - asked.from;
      try {
        const finer = await context.api.scores(
          monitor,
          key,
          { from: new Date(asked.from - width).toISOString(), to: new Date(asked.to + width).toISOString(), points: Math.min(ALL_POINTS, points * 2) },
          context.signal,
        );
        if (zoomed !== asked || current !== whole || finer.t.length < 2) return;
        chart.setData({ t: finer.t, columns: [finer.surprise] }, true);
        say(finer);
      } catch {
        // The coarser curve stays.
      }
    })();
  });

  follow();
  function follow(): void {
    context.live.watch(monitor, key, context.signal);
    let fresh: VerdictSample[] = [];
    context.live.on("verdict", (sample) => fresh.push(sample), context.signal);
    const timer = setInterval(() => {
      if (fresh.length === 0 || !current || !chart) return;
      const last = current.t[current.t.length - 1] ?? 0;
      for (const sample of fresh) {
        if (sample.t <= last) continue;
        current.t.push(sample.t);
        current.surprise.push(sample.surprise);
        current.rows++;
      }
      fresh = [];
      if (!zoomed) chart.setData({ t: current.t, columns: [current.surprise] });
    }, FLUSH_MS);
    context.signal.addEventListener("abort", () => clearInterval(timer), { once: true });
  }

  const every = h("input", { type: "checkbox", "data-testid": "every-row" });
  every.addEventListener("change", () => {
    points = every.checked ? ALL_POINTS : DEFAULT_POINTS;
    void list.reload();
  });
  return {
    element: section(
      "Score and threshold",
      {
        note,
        actions: [h("label", { class: "check" }, every, " every row"), segments("How far back", SPANS, span, (value) => ((span = value), void list.reload()), "span")],
        testId: "scores",
      },
      list.element,
      h("p", { class: "hint" }, "Drag to zoom, double-click to see all; Ctrl and wheel zoom, Shift and drag move. ▼ is an alert, a dotted line a new model."),
    ),
    range: () => zoomed,
  };
}

function thresholdLines(scores: Scores): { value: number; label: string; color: "threshold" }[] {
  const surprise = scores.threshold?.surprise;
  return surprise === null || surprise === undefined ? [] : [{ value: surprise, label: `threshold ${figure(surprise)}: ${odds(surprise)}`, color: "threshold" }];
}

function marks(scores: Scores): ChartMark[] {
  return [
    ...scores.versions.map((v): ChartMark => ({ t: v.t, label: `model ${v.version}`, color: "muted", kind: "version" })),
    ...scores.alerts.map((a): ChartMark => ({ t: Date.parse(a.time), label: "", color: `severity-${severityRank(a.severity)}`, kind: "alert" })),
  ];
}
