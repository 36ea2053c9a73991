import assert from "node:assert/strict";
import { test } from "node:test";
import { alerts, incidents } from "../fixtures/alerts";
import { scores } from "../fixtures/entity";
import { FAST } from "../fixtures/plant";
import { pages } from "../src/pages/pages";
import { PAGES } from "../src/app/shell";

test("the made-up figures are the same each time", () => {
  assert.equal(alerts[0]?.entity, "pump-017");
  assert.equal(alerts[0]?.severity, "critical");
  assert.ok(incidents("pumps", 10).length > 3);
});

test("one entity has a hundred thousand rows", () => {
  assert.equal(scores("pumps", FAST, null, null, 100_000).t.length, 100_000);
});

test("every page of the navigation is there", () => {
  for (const page of PAGES) for (const path of [page.path, ...(page.within ?? [])]) assert.ok(path in pages, path);
});
