import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { ago, clock, day, duration, full, moment, range, shortDuration } from "../src/time/format";
import { chooseZone, zoneLabel } from "../src/time/zone";

process.env["TZ"] = "Europe/Berlin";
const AT = "2026-01-16T13:02:07Z";

beforeEach(() => chooseZone("local"));

test("times are the operator's", () => {
  assert.equal(clock(AT), "14:02");
  assert.equal(full(AT), "Fri 16 Jan 2026, 14:02:07");
  assert.equal(day("2026-01-16T23:30:00Z"), "17 Jan");
});

test("or UTC, where that is chosen", () => {
  chooseZone("utc");
  assert.equal(clock(AT), "13:02");
  assert.equal(day("2026-01-16T23:30:00Z"), "16 Jan");
  assert.equal(zoneLabel(), "UTC");
});

test("the zone is named with its offset of that day", () => {
  assert.equal(zoneLabel(new Date("2026-01-16T12:00:00Z")), "Europe/Berlin, UTC+1");
  assert.equal(zoneLabel(new Date("2026-07-16T12:00:00Z")), "Europe/Berlin, UTC+2");
});

test("a moment says no more than differs from its reference", () => {
  assert.equal(moment(AT, "2026-01-16T20:00:00Z"), "14:02");
  assert.equal(moment(AT, "2026-01-17T20:00:00Z"), "Fri 16 Jan 14:02");
  assert.equal(moment(AT, "2026-02-16T20:00:00Z"), "Fri 16 Jan 14:02");
  assert.equal(moment(AT, "2027-01-17T20:00:00Z"), "Fri 16 Jan 2026 14:02");
});

test("the day of a moment is that of the zone", () => {
  // 23:30 UTC on the 15th is half past midnight on the 16th in Berlin.
  assert.equal(moment("2026-01-15T23:30:00Z", AT), "00:30");
});

test("summer time comes and goes", () => {
  assert.equal(clock("2026-03-29T00:59:00Z"), "01:59");
  assert.equal(clock("2026-03-29T01:00:00Z"), "03:00");
});

test("durations", () => {
  assert.equal(duration(0.2), "less than a second");
  assert.equal(duration(60), "1 minute");
  assert.equal(duration(7199), "1 hour");
  assert.equal(duration(7200), "2 hours");
  assert.equal(shortDuration(0.25), "250 ms");
  assert.equal(shortDuration(600), "10 min");
  assert.equal(shortDuration(5400), "1.5 h");
});

test("how long ago, and in how long", () => {
  const now = Date.parse(AT);
  assert.equal(ago(AT, now + 2000), "just now");
  assert.equal(ago(AT, now + 3 * 60_000), "3 minutes ago");
  assert.equal(ago(AT, now - 2 * 3_600_000), "in 2 hours");
});

test("a range names its day once where it has one", () => {
  assert.equal(range(AT, "2026-01-16T14:30:00Z", "2026-02-01T00:00:00Z"), "Fri 16 Jan 14:02 – 15:30");
  assert.equal(range(AT, "2026-01-17T02:10:00Z", "2026-02-01T00:00:00Z"), "Fri 16 Jan 14:02 – Sat 17 Jan 03:10");
  assert.equal(range(AT, AT, AT), "14:02");
});
