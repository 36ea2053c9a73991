import type { MonitorView, VersionView } from "../../api/types";
import type { Context } from "../../app/context";
import { guard } from "../../app/permission";
import { lossChart } from "../../charts/lossChart";
import { figure } from "../../text/number";
import { h, replace, type Child } from "../../ui/h";
import { loaded } from "../../ui/loaded";
import { entityPick, ofMonitor } from "../../ui/pick";
import { section } from "../../ui/section";
import { empty } from "../../ui/states";
import { sendRequest } from "../entity/requests";
import { latentSection } from "./latentSection";
import { requestsTable } from "./requestsSection";
import { versionsTable } from "./versionsSection";
import { verdictText } from "./words";

/** How many versions are listed before one asks for all. */
const FIRST_VERSIONS = 8;

/** The models of an entity: how they were trained, which is in use and why, what they keep of a row. */
export function modelsPage(context: Context): void {
  ofMonitor(context, "Models", "A new model is used only where it is better on rows that were kept out of fitting.", (monitor, signal) => {
    const place = h("div", { class: "page-body loaded" });
    const requests = loaded({ label: "requests", signal, fetch: (s) => context.api.requests(monitor.name, 30, s), render: ({ items }) => requestsTable(monitor.name, items) });
    const onAsked = (): void => void requests.reload();
    let shown = new AbortController();
    const show = (key: string): void => {
      shown.abort();
      shown = new AbortController();
      replace(place, key ? ofEntity(context, monitor, key, onAsked, AbortSignal.any([shown.signal, signal])) : empty("Choose an entity.", "Each has models of its own; until its first, that of all entities judges."));
    };
    const key = context.query.get("key") ?? "";
    if (key) show(key);
    else void firstWorst(context, monitor, signal).then((worst) => worst && !signal.aborted && choose(worst));
    const pickPlace = h("div", {});
    const choose = (next: string): void => {
      context.remember({ key: next });
      replace(pickPlace, entityPick(context, monitor.name, next, choose));
      show(next);
    };
    replace(pickPlace, entityPick(context, monitor.name, key, choose));
    if (!key) replace(place, empty("Choose an entity.", "Each has models of its own; until its first, that of all entities judges."));
    return [pickPlace, place, section("Requests of operators", {}, requests.element)];
  });
}

/** Whom one most likely looks for, where the address names nobody. */
async function firstWorst(context: Context, monitor: MonitorView, signal: AbortSignal): Promise<string | null> {
  try {
    return (await context.api.worst(monitor.name, 168, 1, signal)).items[0]?.key ?? null;
  } catch {
    return null;
  }
}

function ofEntity(context: Context, monitor: MonitorView, key: string, onAsked: () => void, signal: AbortSignal): HTMLElement[] {
  let chosen: number | null = null;
  let showsAll = false;
  const curves = h("div", { class: "loaded" });
  let drawn = new AbortController();
  const list = loaded({
    label: "model versions",
    lines: 5,
    signal,
    fetch: (s) => context.api.versions(monitor.name, key, s),
    render: ({ items }) => {
      if (items.length === 0) {
        replace(curves, empty("Nothing was trained yet."));
        return empty("It has no model of its own.", "It is judged by the model of all entities, or its monitor trains none of its own.");
      }
      chosen ??= (items.find((v) => v.isInUse && v.curves) ?? items.find((v) => v.curves) ?? items[0])?.version ?? null;
      const place = h("div", {});
      const show = (): void => {
        const listed = showsAll ? items : items.filter((v, i) => i < FIRST_VERSIONS || v.isInUse || v.version === chosen);
        replace(
          place,
          versionsTable(context, monitor.name, key, listed, chosen, choose, onAsked),
          listed.length < items.length ? h("p", {}, h("button", { type: "button", class: "plain", click: () => ((showsAll = true), show()) }, `All ${items.length} versions`)) : null,
        );
        drawn.abort();
        drawn = new AbortController();
        replace(curves, curve(key, items.find((v) => v.version === chosen), AbortSignal.any([drawn.signal, signal])));
      };
      const choose = (version: number): void => {
        chosen = version;
        show();
        place.querySelector<HTMLElement>("[aria-pressed=true]")?.focus();
      };
      show();
      return place;
    },
  });
  context.live.on("training", (event) => void (event.monitor === monitor.name && event.entity === key && list.reload()), signal);
  const retrain = guard(
    h(
      "button",
      { type: "button", click: () => void sendRequest(context, monitor.name, key, { kind: "retrain" }, { title: `Train ${key} now`, text: "The new model must still be better on held-out rows than the one in use.", confirm: "Train" }).then((sent) => sent && onAsked()) },
      "Train now …",
    ),
    context.session,
    "operator",
  );
  return [
    section("Versions", { note: "champion and challengers", actions: retrain, testId: "versions-section" }, list.element),
    h("div", { class: "columns-two even" }, section("Training curves", { testId: "curves" }, curves), latentSection(context, monitor.name, key, signal)),
  ];
}

function curve(key: string, version: VersionView | undefined, signal: AbortSignal): Child {
  if (!version) return empty("Choose a version.");
  const curves = version.curves;
  if (!curves || curves.training.length === 0) return empty(`Of version ${version.version} no curve is kept.`, `${verdictText(version)}.`);
  const at = curves.bestEpoch - curves.firstEpoch;
  const best = curves.validation[at] ?? curves.training[at] ?? null;
  return [
    h("p", {}, `Version ${version.version}: `, h("strong", {}, verdictText(version)), version.error !== null && version.championError !== null ? `; error ${figure(version.error)} against the champion's ${figure(version.championError)}` : "", "."),
    lossChart(`Training of version ${version.version} of ${key}: best loss on rows kept out ${figure(best)} at epoch ${curves.bestEpoch} of ${curves.firstEpoch + curves.training.length - 1}`, curves, signal),
  ];
}
