import assert from "node:assert/strict";
import { test } from "node:test";
import { EventStreamReader } from "../src/api/eventStream";
import { Live, type LiveState } from "../src/api/live";

const stream = (text: string): { event: string; data: string; id: string | null }[] => new EventStreamReader().push(text);

test("a message ends with an empty line", () => {
  assert.deepEqual(stream("event: totals\ndata: {}\n\n"), [{ event: "totals", data: "{}", id: null }]);
  assert.deepEqual(stream("event: totals\ndata: {}\n"), []);
});

test("comments and unknown fields are passed over", () => {
  assert.deepEqual(stream(": still here\n\nfoo: bar\ndata: 1\n\n"), [{ event: "message", data: "1", id: null }]);
});

test("lines of data are joined", () => {
  assert.equal(stream("data: a\ndata: b\n\n")[0]?.data, "a\nb");
});

test("an id holds until another comes", () => {
  assert.deepEqual(stream("id: 7\ndata: a\n\ndata: b\n\n").map((m) => m.id), ["7", "7"]);
});

test("pieces of any size give the same messages", () => {
  const text = "event: alert\r\nid: x1\r\ndata: {\"a\":1}\r\n\r\nevent: totals\r\ndata: ä\r\n\r\n";
  for (let size = 1; size < 12; size++) {
    const reader = new EventStreamReader();
    const messages = [];
    for (let at = 0; at < text.length; at += size) messages.push(...reader.push(text.slice(at, at + size)));
    assert.deepEqual(messages.map((m) => [m.event, m.data]), [["alert", '{"a":1}'], ["totals", "ä"]], `in pieces of ${size}`);
  }
});

test("the server may say how long to wait", () => {
  const reader = new EventStreamReader();
  reader.push("retry: 2500\n\n");
  assert.equal(reader.retry, 2500);
});

/** A service that answers each attempt by the next of a list. */
function service(answers: (() => Response | Promise<Response>)[]): { live: Live; asked: { path: string; headers: Record<string, string> }[]; waits: number[]; states: LiveState[]; done: Promise<void> } {
  const asked: { path: string; headers: Record<string, string> }[] = [];
  const waits: number[] = [];
  const states: LiveState[] = [];
  let finish: () => void = () => undefined;
  const done = new Promise<void>((resolve) => (finish = resolve));
  const live: Live = new Live({
    random: () => 1,
    wait: async (milliseconds) => void waits.push(milliseconds),
    fetcher: async (path, init) => {
      asked.push({ path: String(path), headers: init?.headers as Record<string, string> });
      const answer = answers[asked.length - 1];
      if (!answer) {
        live.stop();
        finish();
        throw new DOMException("stopped", "AbortError");
      }
      return answer();
    },
  });
  live.onState((state) => states.push(state));
  return { live, asked, waits, states, done };
}

const events = (text: string): Response => new Response(text, { headers: { "content-type": "text/event-stream" } });
const refused = (): Promise<Response> => Promise.reject(new TypeError("refused"));

test("it comes back with the id of the last alert", async () => {
  const { live, asked, done } = service([() => events('id: a7\nevent: alert\ndata: {"id":"a7"}\n\n'), () => events("")]);
  const alerts: string[] = [];
  live.on("alert", (alert) => alerts.push(alert.id));
  live.start();
  await done;
  assert.deepEqual(alerts, ["a7"]);
  assert.equal(asked[0]?.headers["Last-Event-ID"], undefined);
  assert.equal(asked[1]?.headers["Last-Event-ID"], "a7");
  assert.equal(asked[2]?.headers["Last-Event-ID"], "a7");
});

test("pauses grow, up to a limit, and begin anew after an answer", async () => {
  const { live, waits, done } = service([refused, refused, refused, refused, refused, refused, refused, () => events(""), refused]);
  live.start();
  await done;
  assert.deepEqual(waits, [500, 1000, 2000, 4000, 8000, 15_000, 15_000, 500, 1000]);
});

test("a return is told, the first connection is none", async () => {
  const { live, done } = service([() => events(""), refused, () => events("")]);
  let returns = 0;
  live.onReturn(() => returns++);
  live.start();
  await done;
  assert.equal(returns, 1);
});

test("the server's own pause is kept", async () => {
  const { live, waits, done } = service([() => events("retry: 3000\n\n")]);
  live.start();
  await done;
  assert.deepEqual(waits, [3000]);
});

test("it says how it stands", async () => {
  const { live, states, done } = service([() => new Response("", { status: 503 }), () => events("")]);
  live.start();
  await done;
  assert.deepEqual(states, ["paused", "connecting", "away", "live", "away", "paused"]);
});

test("what is no JSON, and a page that fails, end nothing", async () => {
  const { live, asked, done } = service([() => events('event: totals\ndata: {"at"\n\nevent: totals\ndata: {"at":"x","monitors":[]}\n\nevent: totals\ndata: {"at":"y","monitors":[]}\n\n')]);
  const seen: string[] = [];
  const quiet = console.error;
  console.error = () => undefined;
  live.on("totals", (totals) => {
    seen.push(totals.at);
    if (totals.at === "x") throw new Error("a page's mistake");
  });
  live.start();
  await done;
  console.error = quiet;
  assert.deepEqual(seen, ["x", "y"]);
  assert.equal(asked.length, 2);
});

test("a page that was left hears nothing more", async () => {
  const left = new AbortController();
  const { live, done } = service([() => events("event: totals\ndata: {}\n\n")]);
  let heard = 0;
  live.on("totals", () => heard++, left.signal);
  left.abort();
  live.start();
  await done;
  assert.equal(heard, 0);
});

test("the watched entity is asked for by its key", async () => {
  const { live, asked, done } = service([]);
  live.watch("pumps", "pump 1/a", new AbortController().signal);
  live.start();
  await done;
  assert.equal(asked[0]?.path, "/api/v1/live?monitor=pumps&key=pump+1%2Fa");
});
