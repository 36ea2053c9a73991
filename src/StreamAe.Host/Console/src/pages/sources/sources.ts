import type { SourcePosition, SourceView } from "../../api/types";
import type { Context } from "../../app/context";
import { compact, count, plural } from "../../text/number";
import { h, replace } from "../../ui/h";
import { loaded } from "../../ui/loaded";
import { section } from "../../ui/section";
import { empty } from "../../ui/states";
import { table } from "../../ui/table";
import { capacitySection } from "./capacity";
import { lettersSection } from "./letters";

const REFRESH_MS = 3000;

/** How far each source has been read, how much waits, what could not be read, and what it takes. */
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
  sources.element.classList.add("page-body", "steady");
  replace(
    context.root,
    h("h1", {}, "Sources"),
    sources.element,
    lettersSection(context),
    capacitySection(context),
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
