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
  const { lag } = source;
  const most = Math.max(1, ...source.positions.map((p) => p.lag ?? 0));
  return section(
    source.monitor,
    { note: `${source.kind} ${source.source}`, testId: `source-${source.monitor}` },
    source.obstacle ? h("p", { class: "missed" }, source.obstacle) : null,
    h(
      "p",
      {},
      lag === null ? "How much waits is not known." : lag === 0 ? "Nothing waits." : [h("strong", {}, plural(lag, "record")), lag === 1 ? " waits." : " wait."],
    ),
    table<SourcePosition>({
      caption: `Positions of ${source.source}`,
      rows: source.positions,
      columns: [
        { title: "Partition or file", cell: (p) => p.name },
        { title: "Read up to", number: true, cell: (p) => count(p.position) },
        { title: "Ends at", number: true, cell: (p) => count(p.end) },
        { title: "Waits", cell: (p) => (p.lag === null ? "not known" : h("span", { class: "bar-cell" }, h("meter", { min: 0, max: most, value: p.lag, "aria-hidden": "true" }), compact(p.lag))) },
      ],
    }),
  );
}

const REASONS: Partial<Record<DeadLetter["reason"], string>> = {
  columnCount: "number of columns",
  noValues: "no value",
  tooLarge: "too large",
  repeatedTime: "repeated time",
  schemaChanged: "other columns",
};

const reasonText = (reason: string): string => REASONS[reason as DeadLetter["reason"]] ?? reason;

function lettersView({ items, total, reasons }: DeadLetters): HTMLElement[] {
  if (items.length === 0) return [empty("No dead letter.", "Every record could be read and was taken.")];
  return [
    h(
      "p",
      {},
      `Since the start ${Object.entries(reasons).map(([reason, n]) => `${count(n)} by ${reasonText(reason)}`).join(", ")}.`,
      items.length < total ? ` The newest ${count(items.length)} of ${plural(total, "letter")}:` : "",
    ),
    table<DeadLetter>({
      caption: "Dead letters",
      rows: items,
      columns: [
        { title: "When", cell: (d) => h("time", { datetime: d.at, title: full(d.at) }, moment(d.at)) },
        { title: "Source", cell: (d) => d.source },
        { title: "Reason", cell: (d) => [h("strong", {}, reasonText(d.reason)), d.detail ? h("small", { class: "detail" }, d.detail) : null] },
        { title: "Where", cell: (d) => count(d.position), wide: true },
        { title: "Record", cell: (d) => (d.record ? h("details", {}, h("summary", {}, "show"), h("pre", { class: "record" }, d.record)) : "–") },
      ],
    }),
  ];
}
