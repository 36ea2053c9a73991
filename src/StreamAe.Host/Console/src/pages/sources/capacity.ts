import type { Capacity, MonitorCapacity } from "../../api/types";
import type { Context } from "../../app/context";
import { bytes, compact, count } from "../../text/number";
import { h } from "../../ui/h";
import { loaded } from "../../ui/loaded";
import { facts, section } from "../../ui/section";
import { table } from "../../ui/table";

/** What the service uses of what there is, as it was counted. */
export function capacitySection(context: Context): HTMLElement {
  const capacity = loaded({ label: "what is used", lines: 3, signal: context.signal, fetch: (signal) => context.api.capacity(signal), render: view });
  return section("In use", { note: "as it was counted; streamae plan reckons what a fleet will need", testId: "capacity" }, capacity.element);
}

function view(capacity: Capacity): HTMLElement[] {
  return [
    facts([
      ["process", bytes(capacity.processBytes), "Memory of the whole process"],
      ["store", capacity.storeBytes === null ? "a server's" : bytes(capacity.storeBytes), "Files of the embedded store"],
      ["processors", count(capacity.processors)],
      ["judging threads", count(capacity.shards)],
    ]),
    table<MonitorCapacity>({
      caption: "What monitors use",
      rows: capacity.monitors,
      columns: [
        { title: "Monitor", cell: (m) => m.monitor },
        { title: "In memory", number: true, cell: (m) => `${count(m.inMemory)} of ${count(m.entities)}` },
        { title: "Memory", number: true, cell: (m) => [bytes(m.usedBytes), m.limitBytes === null ? null : h("small", { class: "detail" }, `of ${bytes(m.limitBytes)}`)] },
        { title: "Events a second", number: true, cell: (m) => compact(m.eventsPerSecond) },
      ],
    }),
  ];
}
