import assert from "node:assert/strict";
import { test } from "node:test";
import { address, Client } from "../src/api/client";
import { ApiError } from "../src/api/problem";

interface Asked {
  path: string;
  init: RequestInit;
}

function clientOf(answer: () => Response | Promise<Response>): { client: Client; asked: Asked[] } {
  const asked: Asked[] = [];
  const client = new Client(async (path, init) => {
    asked.push({ path: String(path), init: init ?? {} });
    return answer();
  });
  return { client, asked };
}

const json = (body: unknown, status = 200, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), { status, headers: { "content-type": status >= 400 ? "application/problem+json" : "application/json", ...headers } });

const headers = (asked: Asked | undefined): Record<string, string> => asked?.init.headers as Record<string, string>;

test("entity keys travel in the query, escaped", async () => {
  const { client, asked } = clientOf(() => json({}));
  await client.entity("pumps", "a/b&c=d ä");
  assert.equal(asked[0]?.path, "/api/v1/monitors/pumps/entity?key=a%2Fb%26c%3Dd+%C3%A4");
});

test("what is null is not asked for", () => {
  assert.equal(address("/alerts", { monitor: null, limit: 5, cursor: "" }), "/api/v1/alerts?limit=5");
});

test("what changes something carries the token and its kind", async () => {
  const { client, asked } = clientOf(() => json({}));
  client.csrf = "token";
  await client.feedback("id", "false", "flushed");
  assert.equal(headers(asked[0])["X-CSRF-Token"], "token");
  assert.equal(headers(asked[0])["Content-Type"], "application/json");
  assert.deepEqual(JSON.parse(String(asked[0]?.init.body)), { feedback: "false", reason: "flushed" });
});

test("what only reads carries no token", async () => {
  const { client, asked } = clientOf(() => json({ items: [] }));
  client.csrf = "token";
  await client.monitors();
  assert.equal(headers(asked[0])["X-CSRF-Token"], undefined);
});

test("a threshold is set against what was read", async () => {
  const { client, asked } = clientOf(() => json({ file: {}, overrides: [] }, 200, { etag: '"2"' }));
  const { etag } = await client.thresholds("pumps");
  await client.setThreshold("pumps", etag, { level: "monitor", target: "pumps", policy: "budget", value: 1, reason: "r", expires: null });
  assert.equal(headers(asked[1])["If-Match"], '"2"');
});

test("a problem says what the service says", async () => {
  const { client } = clientOf(() => json({ title: "Unprocessable", detail: "quantile is 1.5; it must lie between 0 and 1.", errors: { value: ["too high"] } }, 422));
  await assert.rejects(client.monitors(), (error: ApiError) => {
    assert.equal(error.status, 422);
    assert.equal(error.title, "A value breaks a rule.");
    assert.equal(error.detail, "quantile is 1.5; it must lie between 0 and 1.");
    assert.deepEqual(error.fields, { value: ["too high"] });
    return true;
  });
});

test("a page of a proxy is not taken for a problem", async () => {
  const { client } = clientOf(() => new Response("<h1>Bad gateway</h1>", { status: 502, headers: { "content-type": "text/html" } }));
  await assert.rejects(client.monitors(), { status: 502, title: "The service failed." });
});

test("nor for an answer", async () => {
  const { client } = clientOf(() => new Response("<h1>Sign in to the network</h1>", { status: 200, headers: { "content-type": "text/html" } }));
  await assert.rejects(client.monitors(), { title: "The service's answer is not JSON." });
});

test("a service that is away is worth another try", async () => {
  const client = new Client(() => Promise.reject(new TypeError("fetch failed")));
  await assert.rejects(client.monitors(), (error: ApiError) => error.status === 0 && error.isPassing);
});

test("an abandoned question is no error of the service", async () => {
  const client = new Client(() => Promise.reject(new DOMException("stopped", "AbortError")));
  await assert.rejects(client.monitors(), { name: "AbortError" });
});

test("the end of a session is told", async () => {
  const { client } = clientOf(() => json({ title: "Unauthorized" }, 401));
  let lost = 0;
  client.onSessionLost = () => lost++;
  await assert.rejects(client.monitors(), (error: ApiError) => error.needsSession);
  assert.equal(lost, 1);
});

test("an empty answer is none", async () => {
  const { client } = clientOf(() => new Response(null, { status: 204 }));
  await client.signOut();
});
