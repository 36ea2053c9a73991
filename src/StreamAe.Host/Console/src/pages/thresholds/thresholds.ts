import type { Tagged } from "../../api/client";
import { ApiError } from "../../api/problem";
import type { Distribution, MonitorView, OverrideLevel, OverrideView, PolicyName, Thresholds } from "../../api/types";
import type { Context } from "../../app/context";
import { guard } from "../../app/permission";
import { histogram } from "../../charts/histogram";
import { count, figure } from "../../text/number";
import { odds } from "../../text/odds";
import { policyText } from "../../text/policy";
import { ask } from "../../ui/dialog";
import { expiry } from "../../ui/expiry";
import { field, segments } from "../../ui/form";
import { h, replace } from "../../ui/h";
import { debounce, loaded, type Loaded } from "../../ui/loaded";
import { entityPick, ofMonitor } from "../../ui/pick";
import { section } from "../../ui/section";
import { empty } from "../../ui/states";
import { toast, toastError } from "../../ui/toast";
import { controls, LEAST_SURPRISE } from "./controls";
import { asksForShare, draftProblem, draftSurprise, valueOfSurprise, type Draft } from "./draft";
import { historyTable, overridesTable } from "./inForce";
import { PREVIEW_ALERTS, previewView } from "./previewView";

const PREVIEW_DAYS = 7;
const PREVIEW_PAUSE_MS = 250;
const BINS = 60;

/** The axis of surprise ends here or beyond. */
const LEAST_HIGH = 12;

const DAY_MS = 86_400_000;

/** What makes a score an alert, what another threshold would have done, and the change itself. */
export function thresholdsPage(context: Context): void {
  ofMonitor(context, "Thresholds", "From which score on a row is anomalous. Move the line and see what it would have done before it does anything.", (monitor, signal) => [workbench(context, monitor, signal)]);
}

function workbench(context: Context, monitor: MonitorView, signal: AbortSignal): HTMLElement {
  const entity = context.query.get("entity");
  const draft: Draft = { level: entity ? "entity" : "monitor", target: entity ?? "", policy: "quantile", value: null };
  let set: Tagged<Thresholds> | null = null;
  let distribution: Distribution | null = null;
  let rowsPerDay: number | null = null;

  const inForce: Loaded<Tagged<Thresholds>> = loaded({
    label: "what is in force",
    signal,
    fetch: (s) => context.api.thresholds(monitor.name, s),
    render: (tagged) => {
      const isFirst = set === null;
      set = tagged;
      if (isFirst) begin(tagged.value);
      return overridesTable(context, monitor.name, tagged.value, (override) => void remove(override));
    },
  });
  const history = loaded({ label: "changes", signal, fetch: (s) => context.api.thresholdHistory(monitor.name, 30, s), render: ({ items }) => historyTable(monitor.name, items) });
  context.live.on(
    "threshold",
    (event) => {
      if (event.monitor !== monitor.name) return;
      void inForce.reload();
      void history.reload();
    },
    signal,
  );

  /** Starts from what holds now, so that the first preview shows no difference. */
  function begin(thresholds: Thresholds): void {
    const override = thresholds.overrides.find((o) => o.level === draft.level && (o.level === "monitor" || o.target === draft.target));
    const from = override && override.policy !== "maintenance" ? override : thresholds.file;
    draft.policy = from.policy as PolicyName;
    draft.value = from.value;
    showControls();
    void preview.reload();
  }

  const previewed = (): string | null => (draft.level === "entity" && draft.target ? draft.target : null);
  const high = (): number => Math.max(LEAST_HIGH, distribution?.edges[distribution.edges.length - 1] ?? 0);
  const currentSurprise = (): number | null => distribution?.threshold ?? null;

  const preview = loaded({
    label: "what it would have done",
    lines: 6,
    signal,
    fetch: async (s) => {
      if (set === null || draftProblem(draft) !== null) return null;
      return context.api.preview(monitor.name, { entity: previewed(), policy: draft.policy, value: draft.value ?? 0, days: PREVIEW_DAYS, show: PREVIEW_ALERTS }, s);
    },
    render: (result) => {
      if (result === null) return set === null ? h("span", { hidden: true }) : empty("Nothing to try yet.", draftProblem(draft));
      if (rowsPerDay === null && result.entities > 0 && result.from && result.to) {
        const days = (Date.parse(result.to) - Date.parse(result.from)) / DAY_MS;
        if (days > 0) rowsPerDay = result.rows / result.entities / days;
        shown?.refresh();
        chart?.redraw();
      }
      return previewView(monitor.name, result, signal);
    },
  });
  const askPreview = debounce(PREVIEW_PAUSE_MS, () => void (signal.aborted || preview.reload()));

  let chart: { redraw: () => void } | null = null;
  const scores = loaded({
    label: "the scores",
    lines: 6,
    signal,
    fetch: (s) => context.api.distribution(monitor.name, { entity: previewed(), bins: BINS, days: PREVIEW_DAYS }, s),
    render: (result) => {
      distribution = result;
      if (result.rows === 0) return empty("No stored scores.", "With keepScores in the store's configuration the service keeps them.");
      shown?.refresh();
      const drawn = histogram({
        label: `${count(result.rows)} rows by surprise. The threshold in force is ${figure(result.threshold)}.`,
        edges: result.edges,
        counts: result.counts,
        high: high(),
        lines: () => {
          const proposed = draftSurprise(draft, rowsPerDay);
          return [
            ...(result.threshold === null ? [] : [{ value: result.threshold, label: `in force ${figure(result.threshold)}`, kind: "current" as const }]),
            ...(proposed === null ? [] : [{ value: proposed, label: `proposed ${figure(proposed)}: ${odds(proposed)}`, kind: "proposed" as const }]),
          ];
        },
        onPick: (value) => {
          if (!asksForShare(draft.policy)) return;
          draft.value = valueOfSurprise(draft.policy, Math.max(LEAST_SURPRISE, value), rowsPerDay);
          changed();
        },
        signal,
      });
      chart = drawn;
      return drawn.element;
    },
  });

  function changed(): void {
    shown?.refresh();
    chart?.redraw();
    showApply();
    askPreview();
  }

  let shown: ReturnType<typeof controls> | null = null;
  const controlPlace = h("div", {});
  function showControls(): void {
    shown = controls(draft, () => rowsPerDay, currentSurprise, high, () => {
      chart?.redraw();
      showApply();
      askPreview();
    });
    replace(controlPlace, shown.element);
    chart?.redraw();
    showApply();
  }

  const targetPlace = h("div", {});
  function showTarget(): void {
    const retarget = (target: string): void => {
      draft.target = target;
      context.remember({ entity: draft.level === "entity" ? target : null });
      rowsPerDay = null;
      void scores.reload();
      changed();
    };
    if (draft.level === "entity") replace(targetPlace, entityPick(context, monitor.name, draft.target, retarget));
    else if (draft.level === "cohort") {
      const input = h("input", { type: "text", value: draft.target, placeholder: "flow,pressure", "data-testid": "cohort" });
      input.addEventListener("change", () => retarget(input.value.trim()));
      replace(targetPlace, field("Channels", input, "A cohort is named by its channels. The preview shows all of the monitor."));
    } else replace(targetPlace);
  }
  const level = segments<OverrideLevel>(
    "For",
    [
      { value: "monitor", text: `all of ${monitor.name}` },
      { value: "entity", text: "one entity" },
      { value: "cohort", text: "a cohort" },
    ],
    draft.level,
    (value) => {
      draft.level = value;
      draft.target = "";
      context.remember({ entity: null });
      rowsPerDay = null;
      showTarget();
      void scores.reload();
      changed();
    },
    "level",
  );

  const until = expiry();
  const reason = h("input", { type: "text", maxlength: 500, "data-testid": "reason", autocomplete: "off", placeholder: "stands in the audit" });
  const problem = h("p", { class: "problem", role: "alert" });
  const apply = guard(h("button", { type: "submit", class: "primary", "data-testid": "apply" }, "Apply"), context.session, "operator");
  const summary = h("p", { "data-testid": "apply-summary" });
  function showApply(): void {
    const whom = draft.level === "monitor" ? `all of ${monitor.name}` : draft.target || "…";
    replace(summary, "For ", h("strong", {}, whom), ": ", h("strong", {}, policyText(draft.policy, draft.value)), ".");
  }
  const form = h("form", { class: "apply", novalidate: true }, summary, until.element, guard(field("Reason", reason), context.session, "operator"), problem, h("div", { class: "actions" }, apply));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const wrong = draftProblem(draft) ?? until.problem() ?? (reason.value.trim() === "" ? "Say why: it stands in the audit." : null);
    problem.textContent = wrong ?? "";
    if (wrong) (reason.value.trim() === "" ? reason : apply).focus();
    else void put();
  });

  async function put(): Promise<void> {
    apply.disabled = true;
    try {
      const change = { level: draft.level, target: draft.level === "monitor" ? "" : draft.target, policy: draft.policy, value: draft.policy === "maintenance" ? 0 : (draft.value ?? 0), reason: reason.value.trim(), expires: until.value() };
      await context.api.setThreshold(monitor.name, set?.etag ?? null, change);
      toast("Set. The service follows within two seconds.");
      reason.value = "";
      refresh();
    } catch (error) {
      fail(error, "Not set");
    } finally {
      apply.disabled = false;
    }
  }

  async function remove(override: OverrideView): Promise<void> {
    const given = await ask({ title: `Remove the threshold of ${override.level === "monitor" ? monitor.name : override.target}`, text: `${policyText(override.policy, override.value)}, set by ${override.author}: ${override.reason}`, confirm: "Remove" });
    if (!given) return;
    try {
      await context.api.removeThreshold(monitor.name, set?.etag ?? null, override.level, override.target, given.reason);
      toast("Removed.");
      refresh();
    } catch (error) {
      fail(error, "Not removed");
    }
  }

  function refresh(): void {
    void inForce.reload();
    void history.reload();
    void scores.reload();
    askPreview();
  }

  function fail(error: unknown, action: string): void {
    toastError(error, action);
    // Somebody else was faster: what holds now is shown, and one decides again.
    if (error instanceof ApiError && error.isOutdated) refresh();
  }

  showTarget();
  return h(
    "div",
    { class: "page-body loaded" },
    h(
      "div",
      { class: "columns-two workbench" },
      h(
        "div",
        {},
        section("Scores of the last seven days", { actions: level, testId: "distribution" }, targetPlace, scores.element, controlPlace),
        section("Apply", { note: context.session.role === "viewer" ? "viewers change nothing" : "holds within two seconds", testId: "apply-section" }, form),
      ),
      h("div", {}, section("What it would have done", { testId: "preview" }, preview.element)),
    ),
    section("In force", {}, inForce.element),
    section("Changes", {}, history.element),
  );
}
