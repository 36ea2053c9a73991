import assert from "node:assert/strict";
import { test } from "node:test";
import type { Tagged } from "../src/api/client";
import { ApiError } from "../src/api/problem";
import type { FeatureRows, Incident, LetterOutcome, MonitorDetail, Preview } from "../src/api/types";
import { timeMarks } from "../src/charts/timeAxis";
import { findRow } from "../src/pages/alerts/alertChart";
import { matches } from "../src/pages/audit/audit";
import { isSnoozed } from "../src/pages/entity/entity";
import { leadingFeatures } from "../src/pages/entity/featureSection";
import { offsetOf } from "../src/pages/monitors/editor";
import { untilRunning } from "../src/pages/monitors/takeOver";
import { withIncident } from "../src/pages/overview/incidents";
import { alertDay, statusSentence } from "../src/pages/overview/monitorStrip";
import { outcomeSentence } from "../src/pages/sources/letters";
import { asksForShare, draftProblem, draftSurprise, valueOfSurprise } from "../src/pages/thresholds/draft";
import { previewSentence } from "../src/pages/thresholds/previewView";
import { bytes } from "../src/text/number";
import { chooseZone } from "../src/time/zone";

chooseZone("utc");
const HOUR = 3_600_000;

test("the slider, the budget and the quantile say the same", () => {
  const rowsPerDay = 144;
  for (const policy of ["quantile", "budget", "pot"] as const) {
    for (let surprise = 0.5; surprise <= 11; surprise += 0.25) {
      const value = valueOfSurprise(policy, surprise, rowsPerDay);
      const back = draftSurprise({ policy, value }, rowsPerDay);
      assert.ok(back !== null && Math.abs(back - surprise) < 0.01, `${policy} ${surprise}: ${value} → ${back}`);
    }
  }
});

test("a budget is nothing without the rate of rows", () => {
  assert.equal(valueOfSurprise("budget", 4, null), null);
  assert.equal(draftSurprise({ policy: "budget", value: 1 }, null), null);
});

test("a fixed score stands for no surprise", () => {
  assert.equal(asksForShare("static"), false);
  assert.equal(draftSurprise({ policy: "static", value: 12 }, 144), null);
});

test("a draft says what is missing", () => {
  assert.equal(draftProblem({ level: "entity", target: "", policy: "quantile", value: 0.99 }), "Say which entity.");
  assert.equal(draftProblem({ level: "monitor", target: "", policy: "quantile", value: null }), "Say how high.");
  assert.equal(draftProblem({ level: "monitor", target: "", policy: "quantile", value: 1 }), "A quantile lies between 0 and 1.");
  assert.equal(draftProblem({ level: "monitor", target: "", policy: "maintenance", value: null }), null);
  assert.equal(draftProblem({ level: "monitor", target: "", policy: "budget", value: 0.5 }), null);
});

test("a preview is a sentence", () => {
  const totals = { anomalous: 1, alerts: 42, entities: 3 };
  const preview: Preview = { from: "2026-01-09T00:00:00Z", to: "2026-01-16T00:00:00Z", rows: 9, entities: 2, now: totals, proposed: { ...totals, alerts: 31 }, days: [], new: [], gone: [], missedTrue: 0, sparedFalse: 0, mostChanged: [] };
  assert.equal(previewSentence(preview), "In the last 7 days it would have raised 31 alerts where the threshold in force raises 42: 11 fewer.");
  assert.match(previewSentence({ ...preview, proposed: totals }), /: the same number\.$/);
});

test("alerts fall into their hours, the newest last", () => {
  const end = Date.parse("2026-01-16T14:00:00Z");
  const at = (hours: number): number => end - hours * HOUR;
  const day = alertDay([at(-0.1), at(0), at(0.99), at(1), at(23.5), at(24.5)], end, true);
  assert.equal(day.hours[23], 3);
  assert.equal(day.hours[22], 1);
  assert.equal(day.hours[0], 1);
  assert.equal(day.total, 5);
  assert.equal(day.isMore, false, "what is older was seen, so nothing newer is missing");
});

test("the overview says what is held up", () => {
  const view = { name: "pumps", eventsPerSecond: 985.4, obstacle: null, trainingBacklog: 2 } as never;
  const held = { name: "cards", eventsPerSecond: 0, obstacle: "no broker", trainingBacklog: 0 } as never;
  assert.equal(statusSentence([{ view, totals: null }]), "1 monitor, 985 events a second, nothing held up; 2 trainings waiting.");
  assert.match(statusSentence([{ view, totals: null }, { view: held, totals: null }]), /cards held up/);
});

const ROWS = {
  features: [
    { name: "flow", kind: "number", context: false, contributions: [0.9, 0.2, 0.5] },
    { name: "state", kind: "word", context: false, contributions: [0.1, 0.1, 0.1] },
    { name: "hour", kind: "number", context: true, contributions: [] },
    { name: "power", kind: "number", context: false, contributions: [0, 0.7, 0.4] },
  ],
  t: [1000, 2000, 3000],
  surprise: [0.1, 6, null],
} as unknown as FeatureRows;

test("what is drawn first is what deviated in the worst row", () => {
  assert.deepEqual(leadingFeatures(ROWS, 4), [3, 0]);
});

test("an alert's row is found by its time, or not at all", () => {
  const features = [{ feature: "power", actual: "1", expected: "2", share: 1 }];
  assert.deepEqual(findRow(ROWS, { time: new Date(2000).toISOString(), features }), { feature: 3, at: 1 });
  assert.deepEqual(findRow(ROWS, { time: new Date(2900).toISOString(), features }), { feature: 3, at: 1 });
  assert.equal(findRow(ROWS, { time: new Date(4000).toISOString(), features }), null);
  assert.equal(findRow(ROWS, { time: new Date(2000).toISOString(), features: [{ ...features[0]!, feature: "state" }] }), null);
});

test("a place in a file", () => {
  const text = "a: 1\nbb: 2\n\nc: 3";
  assert.equal(offsetOf(text, 1, 1), 0);
  assert.equal(offsetOf(text, 2, 3), 7);
  assert.equal(offsetOf(text, 2, 99), 10);
  assert.equal(offsetOf(text, 4, 1), 12);
  assert.equal(offsetOf(text, 9, 1), text.length);
});

test("the audit is searched by all words, wherever they stand", () => {
  const entry = { at: "", who: "mara", what: "threshold set", monitor: "pumps", target: "pump-031", before: null, after: "quantile 0.99999", why: "rough water", outcome: null };
  assert.equal(matches(entry, "MARA water"), true);
  assert.equal(matches(entry, "mara card"), false);
  assert.equal(matches(entry, ""), true);
});

test("a time axis names the day where it changes", () => {
  const t = Date.parse("2026-01-15T22:00:00Z");
  assert.deepEqual(timeMarks([t, t + HOUR, t + 2 * HOUR], HOUR), ["22:00\n15 Jan", "23:00", "00:00\n16 Jan"]);
  assert.deepEqual(timeMarks([t], 24 * HOUR), ["15 Jan"]);
});

test("a file that is taken over is waited for, also while the service is starting", async () => {
  const answers: (ApiError | { isRunning: boolean; state: string })[] = [
    { isRunning: false, state: "running" },
    new ApiError(503, "Starting."),
    { isRunning: true, state: "starting" },
    { isRunning: true, state: "running" },
  ];
  let asked = 0;
  const ask = async (): Promise<Tagged<MonitorDetail>> => {
    const answer = answers[Math.min(asked++, answers.length - 1)];
    if (answer instanceof ApiError) throw answer;
    return { value: { isRunning: answer?.isRunning, now: { state: answer?.state } } as MonitorDetail, etag: null };
  };
  assert.equal(await untilRunning(ask, new AbortController().signal, { wait: async () => {} }), true);
  assert.equal(asked, answers.length);
});

test("a file that is not taken over is not waited for without an end", async () => {
  let time = 0;
  const starting = async (): Promise<never> => {
    throw new ApiError(503, "Starting.");
  };
  const clock = { now: () => time, wait: async (milliseconds: number) => void (time += milliseconds) };
  assert.equal(await untilRunning(starting, new AbortController().signal, clock), false);
  const gone = async (): Promise<never> => {
    throw new ApiError(404, "Gone.");
  };
  await assert.rejects(untilRunning(gone, new AbortController().signal, clock), /Gone/);
});

test("what became of letters is a sentence", () => {
  const of = (state: LetterOutcome["state"]): LetterOutcome => ({ monitor: "pumps", source: "a", position: 1, state, detail: "", entity: null, time: null, copy: null });
  assert.equal(outcomeSentence([of("ready"), of("ready"), of("late")]), "2 of 3: can be read now; 1 of 3: its entity has gone on.");
});

test("an incident that is told takes the place of what belongs to it", () => {
  const at = (minute: number): string => new Date(minute * 60_000).toISOString();
  const of = (id: string, from: number, to: number, monitor = "pumps"): Incident => ({ id, monitor, from: at(from), to: at(to), severity: "minor", alerts: 1, alertIds: [], entities: [], entityCount: 1, of: 3, fleetWide: false, features: [] });
  const list = [of("c", 50, 60), of("b", 30, 40), of("other", 30, 35, "cards"), of("a", 1, 2)];
  assert.deepEqual(withIncident(list, of("b", 30, 70), 8).map((i) => i.id), ["b", "other", "a"]);
  assert.deepEqual(withIncident(list, of("d", 80, 81), 3).map((i) => i.id), ["d", "c", "b"]);
});

test("a snooze counts in the entity's own time", () => {
  assert.equal(isSnoozed({ quietUntil: null, lastEventTime: at(1) }), false);
  assert.equal(isSnoozed({ quietUntil: at(5), lastEventTime: at(1) }), true);
  assert.equal(isSnoozed({ quietUntil: at(1), lastEventTime: at(5) }), false);

  function at(hour: number): string {
    return new Date(hour * HOUR).toISOString();
  }
});

test("bytes are said in their units", () => {
  assert.deepEqual([0, 900, 2048, 1_610_612_736].map(bytes), ["0\u202fB", "900\u202fB", "2\u202fKiB", "1.5\u202fGiB"]);
});
