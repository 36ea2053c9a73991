import type { DeadLetter, DeadLetters, SourcePosition, SourceView } from "../../api/types";
import type { Context } from "../../app/context";
import { compact, count, plural } from "../../text/number";
import { full, moment } from "../../time/format";
import { segments } from "../../ui/form";
import { h, replace } from "../../ui/h";
import { loaded } from "../../ui/loaded";
import { section } from "../../ui/section";
import { empty } from "../../ui/states";
import { table } from "../../ui/table";

const REFRESH_MS = 3000;

/** How far each source has been read, how much waits, and what could not be read. */
export function sourcesPage(context: Context): void {
  context.title("Sources");
  const sources = loaded({
    label: "sources",
    lines: 5,
    signal: context.signal,
    fetch: (signal) => context.api.sources(signal),
    render: ({ items }) => (items.length === 0 ? empty("No source is read.", "Each monitor names its source in its file.") : items.map(sourceView)),
  });
  const timer = setInterval(() => {
    if (!document.hidden) void sources.reload();
  }, REFRESH_MS);
  context.signal.addEventListener("abort", () => clearInterval(timer), { once: true });
  let limit = "50";
  const letters = loaded({ label: "dead letters", lines: 6, signal: context.signal, fetch: (signal) => context.api.deadLetters(Number(limit), signal), render: lettersView });
  sources.element.classList.add("page-body", "steady");
  replace(
    context.root,
    h("h1", {}, "Sources"),
    sources.element,
    section(
      "Dead letters",
      {
        note: "records that could not be read or were refused; no entity has seen them",
        actions: [
          segments(
            "How many",
            [
              { value: "50", text: "50" },
              { value: "500", text: "500" },
            ],
            limit,
            (value) => ((limit = value), void letters.reload()),
          ),
          h("button", { type: "button", click: () => void letters.reload() }, "Ask again"),
        ],
        testId: "dead-letters",
      },
      letters.element,
    ),
  );
}

function sourceView(source: SourceView): HTMLElement {
  const lags = source.positions.map((p) => p.lag).filter((lag): lag is number => lag !== null);
  const lag = lags.length === source.positions.length ? lags.reduce((a, b) => a + b, 0) : null;
  const refused = Object.entries(source.deadLetters);
  const most = Math.max(1, ...lags);
  return section(
    source.monitor,
    { note: `${source.kind} ${source.source}`, testId: `source-${source.monitor}` },
    source.obstacle ? h("p", { class: "missed" }, source.obstacle) : null,
    h(
      "p",
      {},
      lag === null ? "How much waits is not known." : lag === 0 ? "Nothing waits." : [h("strong", {}, plural(lag, "record")), lag === 1 ? " waits." : " wait."],
      refused.length > 0 ? ` Refused since the start: ${refused.map(([reason, n]) => `${count(n)} ${reason}`).join(", ")}.` : " Nothing was refused.",
    ),
    table<SourcePosition>({
      caption: `Positions of ${source.source}`,
      rows: source.positions,
      columns: [
        { title: "Partition or file", cell: (p) => p.name },
        { title: "Read up to", number: true, cell: (p) => place(p.position) },
        { title: "Ends at", number: true, cell: (p) => place(p.end) },
        { title: "Waits", cell: (p) => (p.lag === null ? "not known" : h("span", { class: "bar-cell" }, h("meter", { min: 0, max: most, value: p.lag, "aria-hidden": "true" }), compact(p.lag))) },
      ],
    }),
  );
}

const place = (at: number | string | null): string => (at === null ? "–" : typeof at === "number" ? count(at) : at);

function lettersView({ items, total }: DeadLetters): HTMLElement[] {
  if (items.length === 0) return [empty("No dead letter.", "Every record could be read and was taken.")];
  return [
    h("p", { class: "muted" }, items.length < total ? `The newest ${count(items.length)} of ${count(total)}.` : plural(total, "dead letter") + "."),
    table<DeadLetter>({
      caption: "Dead letters",
      rows: items,
      columns: [
        { title: "When", cell: (d) => h("time", { datetime: d.at, title: full(d.at) }, moment(d.at)) },
        { title: "Monitor", cell: (d) => d.monitor },
        { title: "Reason", cell: (d) => [h("strong", {}, d.reason), d.detail ? h("small", { class: "detail" }, d.detail) : null] },
        { title: "Where", cell: (d) => place(d.position), wide: true },
        { title: "Record", cell: (d) => (d.record ? h("details", {}, h("summary", {}, "show"), h("pre", { class: "record" }, d.record)) : "–") },
      ],
    }),
  ];
}
