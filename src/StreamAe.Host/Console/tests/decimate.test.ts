import assert from "node:assert/strict";
import { test } from "node:test";
import { columnsOf, decimate, lowerBound } from "../src/charts/decimate";

const wave = (rows: number): ReturnType<typeof columnsOf> =>
  columnsOf(
    Array.from({ length: rows }, (_, i) => i * 10),
    [Array.from({ length: rows }, (_, i) => Math.sin(i / 7) + (i % 13) / 50), Array.from({ length: rows }, (_, i) => (i % 17 === 0 ? null : Math.cos(i)))],
  );

test("few rows stay as they are", () => {
  const drawn = decimate(wave(100), 0, 990, 300);
  assert.equal(drawn.t.length, 100);
});

test("no peak is lost, wherever it lies", () => {
  for (const peak of [0, 1, 4_999, 5_000, 49_998, 49_999]) {
    const columns = wave(50_000);
    const trough = peak === 0 ? 20_000 : peak - 1;
    columns.values[1]![peak] = 1000;
    columns.values[0]![trough] = -1000;
    const drawn = decimate(columns, 0, 500_000, 800);
    assert.ok(drawn.values[1]!.includes(1000), `peak at ${peak}`);
    assert.ok(drawn.values[0]!.includes(-1000), `trough at ${trough}`);
  }
});

test("as many rows as two a column and pixel, no more", () => {
  for (const pixels of [300, 301, 1044]) {
    const drawn = decimate(wave(100_000), 0, 1_000_000, pixels);
    assert.ok(drawn.t.length <= 4 * (pixels + 1) + 2, `${drawn.t.length} for ${pixels}`);
  }
});

test("rows stay in order and together", () => {
  const columns = wave(20_000);
  const drawn = decimate(columns, 31_000, 150_000, 400);
  for (let i = 1; i < drawn.t.length; i++) assert.ok(drawn.t[i]! > drawn.t[i - 1]!);
  for (let i = 0; i < drawn.t.length; i++) assert.equal(drawn.values[0]![i], columns.values[0]![drawn.t[i]! / 10]);
});

test("one row beyond each side keeps the line to the edge", () => {
  const drawn = decimate(wave(20_000), 31_005, 150_005, 400);
  assert.equal(drawn.t[0], 31_000);
  assert.ok(drawn.t[drawn.t.length - 1]! >= 150_010);
});

test("moving on keeps what stays in sight", () => {
  const columns = wave(100_000);
  const first = new Set(decimate(columns, 100_000, 600_000, 500).t);
  const second = decimate(columns, 110_000, 610_000, 500).t;
  const inner = Array.from(second).filter((t) => t > 115_000 && t < 595_000);
  const same = inner.filter((t) => first.has(t)).length;
  assert.ok(same / inner.length > 0.99, `${same} of ${inner.length}`);
});

test("columns of gaps alone have none of their rows chosen", () => {
  const columns = columnsOf(Array.from({ length: 10_000 }, (_, i) => i), [Array.from({ length: 10_000 }, () => null)]);
  assert.equal(decimate(columns, 0, 10_000, 100).t.length, 2);
});

test("empty columns are drawn as nothing", () => {
  assert.equal(decimate(columnsOf([], [[]]), 0, 1, 300).t.length, 0);
});

test("the lower bound of what lies between, before and beyond", () => {
  assert.equal(lowerBound([1, 3, 5], 0), 0);
  assert.equal(lowerBound([1, 3, 5], 3), 1);
  assert.equal(lowerBound([1, 3, 5], 4), 2);
  assert.equal(lowerBound([1, 3, 5], 6), 3);
});
