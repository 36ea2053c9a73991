import type { EntityView } from "../../api/types";
import type { Context } from "../../app/context";
import { guard } from "../../app/permission";
import { link } from "../../app/router";
import type { Range } from "../../charts/interact";
import { entityWord } from "../../text/alertText";
import { count, figure, plural } from "../../text/number";
import { odds } from "../../text/odds";
import { policyText } from "../../text/policy";
import { ago, full, moment, range, shortDuration } from "../../time/format";
import { h, replace, type Child } from "../../ui/h";
import { loaded } from "../../ui/loaded";
import { facts, section } from "../../ui/section";
import { empty } from "../../ui/states";
import { table } from "../../ui/table";
import { toast, toastError } from "../../ui/toast";
import { alertList } from "../alerts/alertList";
import { endSnooze } from "../alerts/answers";
import { originText, verdictText } from "../models/words";
import { featureSections } from "./featureSection";
import { sendRequest } from "./requests";
import { scoreSection } from "./scoreSection";

/** All that is known of one entity. */
export function entityPage(context: Context): void {
  const monitor = context.query.get("monitor") ?? "";
  const key = context.query.get("key") ?? "";
  context.title(key || "Entity");
  const body = loaded({
    label: key,
    lines: 8,
    signal: context.signal,
    fetch: (signal) => context.api.entity(monitor, key, signal),
    render: (entity) => sections(context, entity),
  });
  body.element.classList.add("page-body");
  replace(context.root, h("p", { class: "crumbs" }, h("a", { href: link("/entities", { monitor }) }, monitor), " /"), h("h1", { "data-testid": "entity-key" }, key), body.element);
}

function sections(context: Context, entity: EntityView): HTMLElement[] {
  const actions = h("div", { class: "actions" });
  const scores = scoreSection(context, entity, () => replace(actions, ...rangeActions(context, entity, scores?.range() ?? null)));
  replace(actions, ...rangeActions(context, entity, null));
  return [h("p", { class: "lead", "data-testid": "entity-state" }, stateSentence(entity)), numbers(entity), actions, scores.element, ...featureSections(context, entity), h("div", { class: "columns-two" }, alerts(context, entity), versions(context, entity))];
}

function stateSentence(entity: EntityView): Child {
  const word = entityWord(entity.monitor);
  const model = entity.model;
  const judged =
    model === null
      ? `No model judges this ${word} yet: it is still being learned`
      : model.origin === "own"
        ? [`Judged by its own model ${model.version}`, model.trainedThrough ? `, which knows it up to ${moment(model.trainedThrough)}` : ""]
        : `Judged by model ${model.version} of all ${entity.monitor}${entity.health === "provisional" ? ", until it has one of its own: its alerts are provisional" : ""}`;
  const threshold = entity.threshold;
  const limit = threshold?.policy === "maintenance" ? "in maintenance: nothing of it is anomalous" : threshold?.surprise ? `anomalous from ${odds(threshold.surprise)} on` : null;
  return [judged, limit ? `; ${limit}` : "", entity.quietUntil ? `; raises no alert by its scores until ${moment(entity.quietUntil)}` : "", entity.former ? "; its model is of the monitor's former file" : "", "."];
}

function numbers(entity: EntityView): HTMLElement {
  const { threshold, model } = entity;
  const raised = threshold && (threshold.factor > 1.001 || threshold.feedbackDecades > 0.001) ? `, raised ${threshold.factor > 1.001 ? `${figure(threshold.factor)} times by a shift` : `by feedback: ${odds(threshold.feedbackDecades)} more`}` : "";
  const setBy = threshold?.override ? `set by ${threshold.override.author}: ${threshold.override.reason}` : threshold ? `from the ${threshold.source === "file" ? "monitor's file" : threshold.source}` : "";
  return facts([
    ["last reading", entity.lastEventTime ? [moment(entity.lastEventTime), h("small", {}, entity.usualIntervalSeconds === null ? "" : `every ${shortDuration(entity.usualIntervalSeconds)}`)] : "none", entity.lastEventTime ? full(entity.lastEventTime) : undefined],
    ["readings", [count(entity.observations), h("small", {}, `${count(entity.anomalies)} anomalous, ${count(entity.rejected)} refused`)]],
    ["alerts", count(entity.alerts)],
    ["threshold", threshold ? [policyText(threshold.policy, threshold.value), h("small", {}, setBy, raised)] : "none"],
    ["held-out error", model ? [figure(model.error), h("small", {}, `${count(model.rows)} rows learned, ${count(model.calibrationRows)} to calibrate`)] : "–", "Mean squared residual on rows kept out of fitting"],
    ["history", [`${count(entity.historyRows)} rows`, entity.failedTrainings > 0 ? h("small", { class: "obstacle" }, `${plural(entity.failedTrainings, "failed training")} in a row`) : h("small", {}, "held for training")]],
  ]);
}

function rangeActions(context: Context, entity: EntityView, shown: Range | null): HTMLElement[] {
  const { monitor, key } = entity;
  const mark = async (exclude: boolean): Promise<void> => {
    if (!shown) return;
    const between = range(shown.from, shown.to);
    await sendRequest(
      context,
      monitor,
      key,
      { kind: "mark", from: new Date(shown.from).toISOString(), to: new Date(shown.to).toISOString(), exclude },
      exclude
        ? { title: `Keep rows of ${key} out of training`, text: `Those of ${between}, for as long as they are held. A training under way is done again without them.`, confirm: "Keep out" }
        : { title: `Take rows of ${key} back into training`, text: `Those of ${between}.`, confirm: "Take back" },
    );
  };
  const markButton = (exclude: boolean, text: string): HTMLButtonElement => {
    const button = h("button", { type: "button", disabled: shown === null, title: shown ? range(shown.from, shown.to) : "Zoom into the rows that are meant, in the chart below.", click: () => void mark(exclude) }, text);
    return guard(button, context.session, "operator");
  };
  const retrain = guard(
    h(
      "button",
      {
        type: "button",
        "data-testid": "retrain",
        click: () => void sendRequest(context, monitor, key, { kind: "retrain" }, { title: `Train ${key} now`, text: "The new model must still be better on held-out rows than the one in use.", confirm: "Train" }),
      },
      "Train now …",
    ),
    context.session,
    "operator",
  );
  return [retrain, ...(isSnoozed(entity) ? [unsnoozeButton(context, entity)] : []), markButton(true, "Keep these rows out of training …"), markButton(false, "Take these rows back …"), h("a", { href: link("/thresholds", { monitor, entity: key }) }, "Threshold"), h("a", { href: link("/models", { monitor, key }) }, "Models")];
}

/** It raises no alert by its scores now: its own time is what counts. */
export const isSnoozed = (entity: Pick<EntityView, "quietUntil" | "lastEventTime">): boolean =>
  entity.quietUntil !== null && (entity.lastEventTime === null || Date.parse(entity.quietUntil) > Date.parse(entity.lastEventTime));

function unsnoozeButton(context: Context, entity: EntityView): HTMLButtonElement {
  const end = async (): Promise<void> => {
    try {
      // A snooze is one of an alert; any of the entity's will do.
      const [newest] = (await context.api.alerts({ monitor: entity.monitor, entity: entity.key, limit: 1 }, context.signal)).items;
      if (!newest) toast(`No alert of ${entity.key} is kept, so its pause cannot be ended from here.`, "failed");
      else if (await endSnooze(context, newest.id, entity.key)) button.remove();
    } catch (error) {
      toastError(error, "Still snoozed");
    }
  };
  const button = guard(h("button", { type: "button", "data-testid": "unsnooze", title: "Its scores raise alerts again, from its next row on; asks for a reason.", click: () => void end() }, "End snooze …"), context.session, "operator");
  return button;
}

function alerts(context: Context, entity: EntityView): HTMLElement {
  const list = loaded({
    label: "alerts",
    signal: context.signal,
    fetch: (signal) => context.api.alerts({ monitor: entity.monitor, entity: entity.key, limit: 20 }, signal),
    render: ({ items, next }) =>
      items.length === 0
        ? empty("It has given no alert.")
        : [alertList(context, items, context.signal, { ofEntity: true }), next ? h("p", {}, h("a", { href: link("/alerts", { monitor: entity.monitor, entity: entity.key }) }, "All its alerts")) : null],
  });
  context.live.on("alert", (alert) => void (alert.entity === entity.key && alert.monitor === entity.monitor && list.reload()), context.signal);
  return section("Alerts", { testId: "entity-alerts" }, list.element);
}

function versions(context: Context, entity: EntityView): HTMLElement {
  const list = loaded({
    label: "model versions",
    signal: context.signal,
    fetch: (signal) => context.api.versions(entity.monitor, entity.key, signal),
    render: ({ items }) =>
      items.length === 0
        ? empty("It has no model of its own yet.")
        : table({
            caption: `Model versions of ${entity.key}`,
            rows: items.slice(0, 8),
            columns: [
              { title: "Version", cell: (v) => [String(v.version), v.isInUse ? h("em", { class: "tag" }, "in use") : null] },
              { title: "When", cell: (v) => (v.at ? h("time", { datetime: v.at, title: ago(v.at) }, moment(v.at)) : "–") },
              { title: "Outcome", cell: (v) => verdictText(v) },
              { title: "Error", number: true, cell: (v) => figure(v.error) },
              { title: "Model", cell: (v) => originText(v), wide: true },
            ],
          }),
  });
  return section("Model versions", { actions: h("a", { href: link("/models", { monitor: entity.monitor, key: entity.key }) }, "Curves, roll back, promote"), testId: "entity-versions" }, list.element);
}
