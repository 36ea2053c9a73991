import type { AlertView, Incident, MonitorView } from "../../api/types";
import type { Context } from "../../app/context";
import { link } from "../../app/router";
import { plural } from "../../text/number";
import { segments, select } from "../../ui/form";
import { h, replace } from "../../ui/h";
import { loaded } from "../../ui/loaded";
import { section } from "../../ui/section";
import { empty } from "../../ui/states";
import { alertCard, alertLine } from "../alerts/alertCard";
import { incidentList, withIncident } from "./incidents";
import { HOURS, monitorStrip, statusSentence, type MonitorStrip } from "./monitorStrip";
import { worstTable } from "./worst";

const MOST_ALERTS = 1000;
const MOST_INCIDENTS = 8;
const HOUR_MS = 3_600_000;

/** How many further alerts stand below the newest. */
const FURTHER = 6;

export async function overview(context: Context): Promise<void> {
  context.title("Overview");
  const status = h("p", { class: "lead", "data-testid": "status" });
  const monitors = loaded({
    label: "the monitors",
    signal: context.signal,
    fetch: (signal) => context.api.monitors(signal),
    render: ({ items }) => (items.length === 0 ? noMonitors() : body(context, items, status)),
  });
  replace(context.root, h("h1", { class: "visually-hidden" }, "Overview"), status, monitors.element);
}

const noMonitors = (): HTMLElement => empty("No monitor is running.", "A monitor says which stream to watch and how. The service's configuration lists them under monitors.");

function body(context: Context, monitors: MonitorView[], status: HTMLElement): HTMLElement[] {
  const newest = new Map<string, MonitorView>();
  const strips = new Map<string, MonitorStrip>(monitors.map((view) => [view.name, monitorStrip(view)]));
  const say = (): void => replace(status, statusSentence(monitors.map((view) => ({ view, totals: newest.get(view.name) ?? null }))));
  say();
  context.live.on(
    "totals",
    (totals) => {
      for (const monitor of totals.monitors) {
        newest.set(monitor.name, monitor);
        strips.get(monitor.name)?.update(monitor);
      }
      say();
    },
    context.signal,
  );
  for (const view of monitors) void countAlerts(context, view, strips.get(view.name));

  const alerts = alertSection(context);
  let told: Incident[] | null = null;
  const incidents = loaded({
    label: "incidents",
    signal: context.signal,
    fetch: (signal) => context.api.incidents({ limit: MOST_INCIDENTS }, signal),
    render: ({ items }) => {
      told = items;
      return incidentList(items);
    },
  });
  context.live.onReturn(() => void incidents.reload(), context.signal);
  context.live.on(
    "incident",
    (incident) => {
      // Before the list is there, it will have the incident.
      if (told) replace(incidents.element, incidentList((told = withIncident(told, incident, MOST_INCIDENTS))));
    },
    context.signal,
  );
  context.live.on(
    "alert",
    (alert) => {
      strips.get(alert.monitor)?.addAlert(alert);
    },
    context.signal,
  );
  return [
    h("ul", { class: "strips", "aria-label": "Monitors" }, [...strips.values()].map((strip) => strip.element)),
    h("div", { class: "columns-two" }, alerts, h("div", {}, section("Incidents", { note: "what began together", testId: "incidents-section" }, incidents.element), worstSection(context, monitors))),
  ];
}

async function countAlerts(context: Context, view: MonitorView, strip: MonitorStrip | undefined): Promise<void> {
  const end = view.eventTime ? Date.parse(view.eventTime) : Date.now();
  try {
    const from = new Date(end - HOURS * HOUR_MS).toISOString();
    const page = await context.api.alerts({ monitor: view.name, from, limit: MOST_ALERTS }, context.signal);
    strip?.setAlerts(page.items, Boolean(page.next));
  } catch {
    // The line of the monitor stands without this figure; the list of alerts says what fails.
  }
}

function alertSection(context: Context): HTMLElement {
  const fresh = h("p", { class: "fresh", hidden: true }, h("button", { type: "button", click: () => (fresh.setAttribute("hidden", ""), void list.reload()) }, "Show"));
  let waiting = 0;
  let shown = new AbortController();
  const list = loaded({
    label: "alerts",
    lines: 6,
    signal: context.signal,
    fetch: (signal) => context.api.alerts({ said: "none", limit: FURTHER + 1 }, signal),
    render: ({ items, next }) => {
      waiting = 0;
      shown.abort();
      shown = new AbortController();
      return render(context, items, Boolean(next), AbortSignal.any([shown.signal, context.signal]));
    },
  });
  context.live.on(
    "alert",
    () => {
      waiting++;
      if (list.value()?.items.length === 0) void list.reload();
      else {
        replace(fresh, h("button", { type: "button", "data-testid": "show-new", click: () => ((fresh.hidden = true), void list.reload()) }, `Show ${plural(waiting, "new alert")}`));
        fresh.hidden = false;
      }
    },
    context.signal,
  );
  context.live.onReturn(() => void list.reload(), context.signal);
  return section("Newest alert", { note: "that nobody has answered", actions: h("a", { href: "/alerts" }, "All alerts"), testId: "newest-alert" }, fresh, list.element);
}

function render(context: Context, alerts: AlertView[], more: boolean, signal: AbortSignal): HTMLElement[] {
  const [first, ...rest] = alerts;
  if (!first) {
    return [empty("No alert waits for an answer.", "Models are learned from each entity's own readings; until then that of all entities judges, and its alerts are provisional.", h("a", { href: "/alerts" }, "Look at answered ones"))];
  }
  return [
    alertCard(context, first, signal),
    rest.length > 0 ? h("div", { class: "alert-lines" }, ...rest.map((alert) => alertLine(alert, link("/alerts", { id: alert.id })))) : h("span", {}),
    more ? h("p", { class: "muted" }, "Further ones wait: ", h("a", { href: link("/alerts", { said: "none" }) }, "all that nobody has answered"), ".") : h("span", {}),
  ];
}

function worstSection(context: Context, monitors: MonitorView[]): HTMLElement {
  let monitor = monitors[0]?.name ?? "";
  let hours = "24";
  const list = loaded({
    label: "worst entities",
    signal: context.signal,
    fetch: (signal) => context.api.worst(monitor, Number(hours), 8, signal),
    render: ({ items }) => worstTable(monitor, items),
  });
  const pick = select(monitors.map((m) => ({ value: m.name, text: m.name })), monitor, (value) => ((monitor = value), void list.reload()));
  pick.setAttribute("aria-label", "Monitor of the worst entities");
  return section(
    "Worst entities",
    {
      actions: [
        monitors.length > 1 ? pick : null,
        segments(
          "Of how long",
          [
            { value: "1", text: "1 h" },
            { value: "24", text: "24 h" },
            { value: "168", text: "7 d" },
          ],
          hours,
          (value) => ((hours = value), void list.reload()),
        ),
      ],
      testId: "worst-section",
    },
    list.element,
  );
}
