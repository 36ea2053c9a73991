import assert from "node:assert/strict";
import { test } from "node:test";
import { isOwnLink, link, parseRoute } from "../src/app/router";

const CLICK = { button: 0, metaKey: false, ctrlKey: false, shiftKey: false, altKey: false, defaultPrevented: false };
const ORIGIN = "http://127.0.0.1:8080";
const known = (path: string): boolean => path === "/" || path === "/entity";
const anchor = (href: string, target = "", download = ""): { href: string; target: string; download: string } => ({ href, target, download });

test("a key of any text survives the address", () => {
  const key = "pump/1?x=ä&y #%";
  assert.equal(parseRoute(link("/entity", { monitor: "pumps", key })).query.get("key"), key);
});

test("what is empty is left out", () => {
  assert.equal(link("/alerts", { monitor: null, entity: "", said: undefined }), "/alerts");
});

test("slashes at the end do not matter", () => {
  assert.equal(parseRoute("/entity/?key=a").path, "/entity");
  assert.equal(parseRoute("/").path, "/");
  assert.equal(parseRoute("//").path, "/");
});

test("the console follows plain clicks on its own pages", () => {
  assert.equal(isOwnLink(CLICK, anchor(`${ORIGIN}/entity?key=a`), ORIGIN, known), true);
  assert.equal(isOwnLink(CLICK, anchor(`${ORIGIN}/`), ORIGIN, known), true);
});

test("and leaves all others to the browser", () => {
  assert.equal(isOwnLink({ ...CLICK, ctrlKey: true }, anchor(`${ORIGIN}/entity`), ORIGIN, known), false);
  assert.equal(isOwnLink({ ...CLICK, button: 1 }, anchor(`${ORIGIN}/entity`), ORIGIN, known), false);
  assert.equal(isOwnLink({ ...CLICK, defaultPrevented: true }, anchor(`${ORIGIN}/entity`), ORIGIN, known), false);
  assert.equal(isOwnLink(CLICK, anchor(`${ORIGIN}/openapi/v1.json`), ORIGIN, known), false);
  assert.equal(isOwnLink(CLICK, anchor("https://example.com/entity"), ORIGIN, known), false);
  assert.equal(isOwnLink(CLICK, anchor(`${ORIGIN}/entity`, "_blank"), ORIGIN, known), false);
  assert.equal(isOwnLink(CLICK, anchor(`${ORIGIN}/entity`, "", "a.csv"), ORIGIN, known), false);
});
