import type { AlertView, FeatureRows, Scores } from "../../api/types";
import type { Context } from "../../app/context";
import { timeChart } from "../../charts/timeChart";
import { figure } from "../../text/number";
import { moment } from "../../time/format";
import { h } from "../../ui/h";
import { loaded } from "../../ui/loaded";

const ROWS = 400;

/** How much is shown around the alert, in rows before and after it. */
const BEFORE = 60;
const AFTER = 30;

const HOUR_MS = 3_600_000;

type Evidence = { kind: "feature"; rows: FeatureRows; feature: number; at: number } | { kind: "scores"; scores: Scores } | { kind: "none" };

/** The row of the alert and its leading feature, where the entity still holds both. */
export function findRow(rows: FeatureRows, alert: Pick<AlertView, "time" | "features">): { feature: number; at: number } | null {
  const name = alert.features[0]?.feature;
  const feature = rows.features.findIndex((f) => f.name === name && f.kind === "number");
  const time = Date.parse(alert.time);
  const first = rows.t[0];
  const last = rows.t[rows.t.length - 1];
  if (feature < 0 || first === undefined || last === undefined || time < first || time > last) return null;
  let at = 0;
  while (at + 1 < rows.t.length && (rows.t[at + 1] as number) <= time) at++;
  return { feature, at };
}

async function gather(context: Context, alert: AlertView, signal: AbortSignal): Promise<Evidence> {
  const rows = await context.api.features(alert.monitor, alert.entity, ROWS, signal);
  const found = findRow(rows, alert);
  if (found) return { kind: "feature", rows, ...found };
  const time = Date.parse(alert.time);
  const scores = await context.api.scores(
    alert.monitor,
    alert.entity,
    { from: new Date(Math.min(Date.parse(alert.since), time) - 12 * HOUR_MS).toISOString(), to: new Date(time + 4 * HOUR_MS).toISOString(), points: 400 },
    signal,
  );
  return scores.t.length > 1 ? { kind: "scores", scores } : { kind: "none" };
}

/** Actual against expected around an alert; where the rows are gone, its surprise against the threshold. */
export function alertChart(context: Context, alert: AlertView, signal: AbortSignal): HTMLElement {
  return loaded<Evidence>({
    label: "what was expected",
    lines: 3,
    signal,
    fetch: (s) => gather(context, alert, s),
    render: (evidence) => {
      if (evidence.kind === "none") return h("p", { class: "muted" }, "Neither its rows nor its scores of that time are kept any more.");
      return evidence.kind === "feature" ? featureChart(alert, evidence, signal) : scoreChart(alert, evidence.scores, signal);
    },
  }).element;
}

function featureChart(alert: AlertView, { rows, feature, at }: { rows: FeatureRows; feature: number; at: number }, signal: AbortSignal): HTMLElement {
  const name = rows.features[feature]?.name ?? "";
  const from = Math.max(0, at - BEFORE);
  const to = Math.min(rows.t.length, at + AFTER + 1);
  const series = rows.features[feature];
  const cut = (column: (number | null)[] | undefined): (number | null)[] => (column ?? []).slice(from, to);
  const t = rows.t.slice(from, to);
  return timeChart(
    {
      label: `${name} of ${alert.entity} around ${moment(alert.time)}: actual against what its model expected`,
      height: 150,
      series: [
        { label: "upper", color: "band", width: 0, silent: true },
        { label: "lower", color: "band", width: 0, silent: true },
        { label: `${name} expected`, color: "expected", dash: [5, 4], text: figure },
        { label: "actual", color: "actual", width: 2, text: figure },
      ],
      bands: [[0, 1]],
      axisText: figure,
      marks: [{ t: rows.t[at] ?? Date.parse(alert.time), label: "alert", color: "severity-2", kind: "moment" }],
      signal,
      testId: "alert-chart",
    },
    { t, columns: [cut(series?.high), cut(series?.low), cut(series?.expected), cut(series?.actual)] },
  ).element;
}

function scoreChart(alert: AlertView, scores: Scores, signal: AbortSignal): HTMLElement {
  const surprise = scores.threshold?.surprise ?? null;
  return h(
    "div",
    {},
    h("p", { class: "muted" }, "The rows of that time are not held any more; this is how surprising they were."),
    timeChart(
      {
        label: `Surprise of ${alert.entity} around ${moment(alert.time)}`,
        height: 130,
        series: [{ label: "surprise", color: "actual", text: figure }],
        floor: 0,
        lines: surprise === null ? [] : [{ value: surprise, label: "threshold", color: "threshold" }],
        marks: [{ t: Date.parse(alert.time), label: "alert", color: "severity-2", kind: "moment" }],
        signal,
        testId: "alert-chart",
      },
      { t: scores.t, columns: [scores.surprise] },
    ).element,
  );
}
