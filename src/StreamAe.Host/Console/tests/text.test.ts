import assert from "node:assert/strict";
import { test } from "node:test";
import type { AlertView, Incident } from "../src/api/types";
import { entityWord, howOdd, incidentText, sentence, severityRank, valueText, what } from "../src/text/alertText";
import { compact, count, figure, percent, plural } from "../src/text/number";
import { odds, quantileOf, quantileText, surpriseOf } from "../src/text/odds";
import { policyText } from "../src/text/policy";
import { chooseZone } from "../src/time/zone";

chooseZone("utc");

const ALERT: AlertView = {
  id: "a1",
  monitor: "pumps",
  entity: "pump-017",
  kind: "score",
  severity: "major",
  time: "2026-01-16T14:10:00Z",
  since: "2026-01-16T14:02:00Z",
  sequence: 2047,
  surprise: 4.6,
  cohortSurprise: null,
  score: 31,
  threshold: 20,
  reconstructionError: 31,
  kl: 0,
  modelVersion: 3,
  provisional: false,
  confidence: 0.8,
  imputed: 0,
  klShare: 0,
  features: [
    { feature: "vibration", actual: "8.2000", expected: "3.0981", share: 0.71 },
    { feature: "power", actual: "7.4", expected: "7.1", share: 0.1 },
  ],
  said: null,
};

test("an alert is a sentence", () => {
  assert.equal(
    sentence(ALERT),
    "pump-017: vibration 8.2, expected about 3.1 (71\u202f% of the deviation); as improbable as 1 in 40,000 for this pump; since 14:02; model 3",
  );
});

test("a second feature is named where it matters", () => {
  const features = [{ ...ALERT.features[0]!, share: 0.5 }, { ...ALERT.features[1]!, share: 0.4 }];
  assert.match(what({ ...ALERT, features }), /power 7\.4, expected about 7\.1/);
});

test("words are not taken for numbers", () => {
  const features = [{ feature: "firstSeen(merchant)", actual: "new", expected: "known", share: 0.9 }];
  assert.equal(what({ ...ALERT, features }), "firstSeen(merchant) new, expected known (90\u202f% of the deviation)");
  assert.equal(valueText("6.28 % of its events"), "6.28 % of its events");
  assert.equal(valueText(""), "missing");
  assert.equal(valueText("NaN"), "missing");
});

test("each kind of alert has its own sentence", () => {
  assert.equal(what({ ...ALERT, kind: "silence", since: "2026-01-16T13:00:00Z" }), "sent nothing for 1 hour");
  assert.equal(what({ ...ALERT, kind: "stuck" }), "vibration has stood still at 8.2");
  assert.match(what({ ...ALERT, kind: "shift" }), /^has become another: vibration 8\.2/);
  assert.match(what({ ...ALERT, kind: "late" }), /times before its newest/);
  assert.equal(what({ ...ALERT, features: [] }), "its readings are unusual as a whole");
});

test("a silence claims no odds", () => {
  assert.equal(howOdd({ ...ALERT, kind: "silence" }), "");
  assert.equal(howOdd({ ...ALERT, surprise: null }), "");
});

test("the model of all is told apart", () => {
  assert.match(sentence({ ...ALERT, provisional: true }), /model 3 of all pumps, provisional$/);
  assert.match(sentence({ ...ALERT, modelVersion: 0 }), /since 14:02$/);
});

test("what an entity is called comes from its monitor", () => {
  assert.equal(entityWord("pumps"), "pump");
  assert.equal(entityWord("plant-batteries"), "battery");
  assert.equal(entityWord("gas"), "entity");
  assert.equal(entityWord("smd"), "entity");
});

test("a surprise in words", () => {
  assert.equal(odds(0), "nothing unusual");
  assert.equal(odds(1), "1 in 10");
  assert.equal(odds(3), "1 in 1,000");
  assert.equal(odds(4.6), "1 in 40,000");
  assert.equal(odds(5.99), "1 in 1 million");
  assert.equal(odds(6.3), "1 in 2 million");
  assert.equal(odds(9), "1 in 1 billion");
  assert.equal(odds(17.2), "1 in 10¹⁷");
  assert.equal(odds(Infinity), "never seen");
});

test("odds never fall while surprise rises", () => {
  const size = (text: string): number => {
    const [, n = "1", word] = /1 in ([\d.,]+) ?(\w+)?/.exec(text) ?? [];
    return Number(n.replaceAll(",", "")) * ({ million: 1e6, billion: 1e9, trillion: 1e12 }[word ?? ""] ?? 1);
  };
  let last = 0;
  for (let s = 0.2; s < 14.9; s += 0.01) {
    const now = size(odds(s));
    assert.ok(now >= last, `${s}: ${odds(s)}`);
    assert.ok(Math.abs(Math.log10(now) - s) < 0.2, `${s}: ${odds(s)}`);
    last = now;
  }
});

test("quantiles and surprises are one", () => {
  assert.ok(Math.abs(surpriseOf(quantileOf(4.2)) - 4.2) < 1e-9);
  assert.equal(quantileText(0.999), "0.999");
  assert.equal(quantileText(0.9999), "0.9999");
  assert.equal(quantileText(0.99999937), "0.99999937");
});

test("figures", () => {
  assert.equal(figure(0), "0");
  assert.equal(figure(8.24), "8.24");
  assert.equal(figure(1327.4), "1,327");
  assert.equal(figure(0.00001234), "1.2·10⁻⁵");
  assert.equal(figure(null), "–");
  assert.equal(figure(Number.NaN), "–");
  assert.equal(compact(9_990), "9,990");
  assert.equal(compact(317_187), "317\u202fk");
  assert.equal(compact(10_000), "10\u202fk");
  assert.equal(compact(999_600), "1\u202fM");
  assert.equal(count(1234567), "1,234,567");
  assert.equal(percent(0.004), "<\u202f1\u202f%");
  assert.equal(percent(0.706), "71\u202f%");
  assert.equal(plural(1, "alert"), "1 alert");
  assert.equal(plural(0, "entity", "entities"), "0 entities");
});

test("thresholds in words", () => {
  assert.equal(policyText("quantile", 0.9999), "quantile 0.9999");
  assert.equal(policyText("budget", 0.5), "budget 0.5 a day");
  assert.equal(policyText("maintenance", null), "maintenance");
});

test("an incident says who and what", () => {
  const incident: Incident = { id: "i", monitor: "pumps", from: ALERT.since, to: ALERT.time, severity: "major", alerts: 3, alertIds: [], entities: ["pump-001", "pump-002"], entityCount: 3, of: 200, fleetWide: false, features: [{ feature: "flow", share: 0.6 }] };
  assert.equal(incidentText(incident), "pump-001 and 2 others: flow 60\u202f%");
  assert.equal(incidentText({ ...incident, entityCount: 150, fleetWide: true }), "150 entities of 200: fleet-wide: flow 60\u202f%");
});

test("an unknown severity is not taken for a small one", () => {
  assert.equal(severityRank("critical"), 2);
  assert.equal(severityRank("minor"), 0);
  assert.equal(severityRank("catastrophic" as never), 1);
});
