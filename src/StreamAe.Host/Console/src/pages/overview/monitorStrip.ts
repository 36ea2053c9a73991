import type { AlertView, MonitorView } from "../../api/types";
import { columns, spark } from "../../charts/spark";
import { compact, count, figure, plural } from "../../text/number";
import { moment } from "../../time/format";
import { link } from "../../app/router";
import { h, replace, type Child } from "../../ui/h";

/** Seconds of throughput that the line shows. */
const KEPT = 120;

export const HOURS = 24;
const HOUR_MS = 3_600_000;

/** Alerts by the hour of the day of event time before the newest event. */
export interface AlertDay {
  hours: number[];
  total: number;
  /** There are more than were asked for. */
  isMore: boolean;
}

/** Puts alerts into the hours before the newest event; older ones count no more. */
export function alertDay(times: readonly number[], end: number, isMore: boolean): AlertDay {
  const hours = new Array<number>(HOURS).fill(0);
  let total = 0;
  for (const time of times) {
    // An alert may be told before the total that its event is part of.
    const hour = HOURS - 1 - Math.max(0, Math.floor((end - time) / HOUR_MS));
    if (hour < 0) continue;
    hours[hour] = (hours[hour] ?? 0) + 1;
    total++;
  }
  return { hours, total, isMore: isMore && total === times.length };
}

export interface MonitorStrip {
  element: HTMLElement;
  update: (totals: MonitorView) => void;
  setAlerts: (alerts: readonly Pick<AlertView, "time">[], isMore: boolean) => void;
  addAlert: (alert: Pick<AlertView, "time">) => void;
}

/** One monitor's line: how fast, how far behind, how much is known of it, and how many alerts it gives against those asked for. */
export function monitorStrip(view: MonitorView): MonitorStrip {
  const rates: number[] = [];
  let totals = view;
  let times: number[] | null = null;
  let isMore = false;

  const cell = (name: string, className = ""): { box: HTMLElement; value: HTMLElement } => {
    const value = h("dd", {});
    return { box: h("div", { class: className }, h("dt", {}, name), value), value };
  };
  const rate = cell("events a second", "strip-rate");
  const lag = cell("lag");
  const entities = cell("entities");
  const models = cell("models");
  const alerts = cell(`alerts, ${HOURS} h`, "strip-alerts");
  const state = h("p", { class: "strip-state muted" });
  const element = h(
    "li",
    { class: "strip", "data-testid": `monitor-${view.name}` },
    h("div", { class: "strip-name" }, h("h2", {}, h("a", { href: link("/entities", { monitor: view.name }) }, view.name)), state),
    h("dl", {}, rate.box, lag.box, entities.box, models.box, alerts.box),
  );

  function draw(): void {
    const problem = totals.obstacle;
    element.classList.toggle("strip-held", problem !== null);
    replace(
      state,
      problem ? h("span", { class: "obstacle" }, problem) : totals.state === "running" ? ["at ", totals.eventTime ? moment(totals.eventTime) : "its beginning"] : totals.state === "ended" ? "its source has ended" : "starting",
    );
    replace(rate.value, h("span", { class: "big", "data-testid": "rate" }, count(totals.eventsPerSecond)), rates.length > 1 ? spark(rates, 96, 24, { floor: 0 }) : null, h("small", {}, `${compact(totals.events)} in all`));
    replace(lag.value, h("span", { class: "big" }, totals.lag === null ? "–" : compact(totals.lag)), h("small", {}, totals.lag === null ? "not known" : totals.lag === 1 ? "event" : "events"));
    replace(entities.value, h("span", { class: "big" }, count(totals.entities ?? view.entities)), h("small", {}, `${count(totals.entitiesInMemory)} in memory`));
    replace(models.value, h("span", { class: "big" }, count(totals.models)), h("small", {}, training(totals)));
    replace(alerts.value, alertCell({ ...view, entities: totals.entities ?? view.entities }, times && alertDay(times, totals.eventTime ? Date.parse(totals.eventTime) : Date.now(), isMore)));
  }
  draw();
  return {
    element,
    update: (next) => {
      totals = next;
      rates.push(next.eventsPerSecond);
      if (rates.length > KEPT) rates.shift();
      draw();
    },
    setAlerts: (alerts, more) => {
      times = alerts.map((alert) => Date.parse(alert.time));
      isMore = more;
      draw();
    },
    addAlert: (alert) => void times?.push(Date.parse(alert.time)),
  };
}

function training(totals: MonitorView): Child {
  if (totals.isTrainingCohort) return "the cohort's is being trained";
  const parts = [`${compact(totals.trainings)} trained`];
  if (totals.trainingBacklog > 0) parts.push(`${compact(totals.trainingBacklog)} wait`);
  const text = parts.join(", ");
  return totals.failedTrainings > 0 ? [text, ", ", h("span", { class: "obstacle" }, `${compact(totals.failedTrainings)} failed`)] : text;
}

function alertCell(view: MonitorView, day: AlertDay | null): Child {
  if (!day) return h("span", { class: "big" }, "–");
  const budget = view.budget === null || view.entities === null ? null : view.budget * view.entities;
  const text = `${day.isMore ? "more than " : ""}${count(day.total)}`;
  return [
    h("span", { class: `big${budget !== null && day.total > budget ? " over" : ""}`, "data-testid": "alert-rate" }, text),
    columns(day.hours, 96, 24, budget === null ? null : budget / HOURS),
    h("small", {}, budget === null ? "no budget set" : budget >= 10 ? `of ${count(budget)} budgeted` : `of ${figure(budget)} budgeted`, budget !== null && day.total > budget ? ": over" : ""),
  ];
}

/** The state of the whole in a sentence. */
export function statusSentence(monitors: { view: MonitorView; totals: MonitorView | null }[]): string {
  const held = monitors.filter((m) => (m.totals ?? m.view).obstacle !== null);
  const rate = monitors.reduce((sum, m) => sum + (m.totals ?? m.view).eventsPerSecond, 0);
  const waiting = monitors.reduce((sum, m) => sum + (m.totals ?? m.view).trainingBacklog, 0);
  const first = `${plural(monitors.length, "monitor")}, ${count(rate)} events a second`;
  const second = held.length === 0 ? "nothing held up" : `${held.map((m) => m.view.name).join(" and ")} held up`;
  return `${first}, ${second}${waiting > 0 ? `; ${plural(waiting, "training")} waiting` : ""}.`;
}
