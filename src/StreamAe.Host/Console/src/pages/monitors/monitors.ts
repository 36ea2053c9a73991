import type { Tagged } from "../../api/client";
import { ApiError, isAbort } from "../../api/problem";
import type { DefinitionVerdict, MonitorDetail } from "../../api/types";
import type { Context } from "../../app/context";
import { guard, may } from "../../app/permission";
import { count, plural } from "../../text/number";
import { policyText } from "../../text/policy";
import { shortDuration } from "../../time/format";
import { ask } from "../../ui/dialog";
import { h, replace, type Child } from "../../ui/h";
import { debounce, loaded } from "../../ui/loaded";
import { ofMonitor } from "../../ui/pick";
import { facts, section } from "../../ui/section";
import { empty } from "../../ui/states";
import { table } from "../../ui/table";
import { toast, toastError } from "../../ui/toast";
import { editor } from "./editor";
import { untilRunning } from "./takeOver";

const CHECK_PAUSE_MS = 400;

/** A monitor's file: checked while one types, tried before it is written. */
export function monitorsPage(context: Context): void {
  ofMonitor(context, "Monitors", "What to watch and how. A dry run says what a change will do, and when it takes effect.", (monitor, signal) => {
    const body = loaded<Tagged<MonitorDetail>>({
      label: "the monitor's file",
      lines: 10,
      signal,
      fetch: (s) => context.api.monitor(monitor.name, s),
      render: ({ value, etag }) => detail(context, value, etag, signal, () => void body.reload()),
    });
    return body.element;
  });
}

function detail(context: Context, monitor: MonitorDetail, etag: string | null, signal: AbortSignal, reload: () => void): HTMLElement[] {
  const result = h("div", { class: "loaded", "aria-live": "polite", "data-testid": "dry-run-result" });
  const state = h("p", { class: "check-state", role: "status", "data-testid": "check-state" });
  const { name } = monitor.now;
  const file = monitor.file ?? `${name}.yaml, which comes with the program`;
  const canEdit = may(context.session, "admin") && monitor.file !== null;
  const changed = (): boolean => text.value() !== monitor.definition;
  let checking = new AbortController();

  const check = debounce(CHECK_PAUSE_MS, () => {
    void (async () => {
      checking.abort();
      checking = new AbortController();
      try {
        const found = await context.api.validate(text.value(), AbortSignal.any([checking.signal, signal]));
        text.setErrors([...found.errors, ...found.warnings]);
        state.dataset["state"] = found.valid ? "valid" : "invalid";
        state.textContent = found.valid ? (changed() ? (found.warnings.length > 0 ? `In order, with ${plural(found.warnings.length, "doubt")}.` : "The file is in order.") : "Nothing is changed.") : `${plural(found.errors.length, "mistake")}.`;
        say();
      } catch (error) {
        if (!isAbort(error)) state.textContent = error instanceof ApiError ? `It could not be checked. ${error.title}` : String(error);
      }
    })();
  });
  const text = editor(monitor.definition, `File of the monitor ${name}`, !canEdit, () => {
    state.textContent = "…";
    replace(result, hint());
    check();
  });

  const dry = guard(h("button", { type: "button", "data-testid": "dry-run", click: () => void tryOut() }, "Dry run"), context.session, "admin");
  const save = guard(h("button", { type: "button", class: "primary", "data-testid": "save", click: () => void write() }, "Save …"), context.session, "admin");
  const undo = guard(h("button", { type: "button", click: () => (text.reset(monitor.definition), text.setErrors([]), replace(result, hint()), say(), (state.textContent = "Nothing is changed.")) }, "Discard changes"), context.session, "admin");
  if (monitor.file === null) {
    for (const button of [dry, save, undo]) {
      button.disabled = true;
      button.title = "This monitor comes with the program: it has no file to change.";
    }
  }
  function say(): void {
    if (!canEdit) return;
    const wrong = state.dataset["state"] === "invalid";
    dry.disabled = !changed();
    save.disabled = !changed() || wrong;
    undo.disabled = !changed();
  }
  say();
  replace(result, canEdit ? hint() : null);

  async function tryOut(): Promise<DefinitionVerdict | null> {
    try {
      const run = await context.api.saveMonitor(name, etag, text.value(), "", true);
      text.setErrors(run.errors);
      replace(result, runView(run));
      return run;
    } catch (error) {
      fail(error, "Not tried");
      return null;
    }
  }

  async function write(): Promise<void> {
    const run = await tryOut();
    if (!run?.valid) return;
    const given = await ask({ title: `Save ${file}`, text: consequence(run), confirm: "Save" });
    if (!given) return;
    try {
      const saved = await context.api.saveMonitor(name, etag, text.value(), given.reason, false);
      if (saved.takesEffect === "now" && saved.changes.length > 0) {
        dry.disabled = save.disabled = undo.disabled = true;
        replace(result, takingOver());
        const isRunning = await untilRunning((s) => context.api.monitor(name, s), signal);
        if (signal.aborted) return;
        toast(isRunning ? `${file} is written and in force.` : `${file} is written; the service has not taken it over yet, see its log.`);
      } else {
        toast(saved.changes.length > 0 ? `${file} is written; it takes effect at the next start of each process.` : `${file} is written.`);
      }
      reload();
    } catch (error) {
      fail(error, "Not saved");
    }
  }

  function fail(error: unknown, action: string): void {
    toastError(error, action);
    if (error instanceof ApiError && error.isOutdated) {
      replace(result, empty("Somebody else has changed the file meanwhile.", "Copy what you need, then read it anew.", h("button", { type: "button", click: reload }, "Read anew")));
    }
  }

  return [
    summary(monitor),
    h(
      "div",
      { class: "columns-two" },
      section(
        file,
        { note: canEdit ? (monitor.isRunning ? null : "not what runs: the file was changed since the service took it") : monitor.file === null ? "read only" : "read only: changing it needs the role admin", actions: [state, undo, dry, save] },
        text.element,
      ),
      section("What it will change", {}, result, features(monitor)),
    ),
  ];
}

function summary(monitor: MonitorDetail): HTMLElement {
  const view = monitor.now;
  return facts([
    ["source", view.source],
    ["state", view.obstacle ? h("span", { class: "obstacle" }, view.obstacle) : view.state],
    ["entities", count(view.entities)],
    ["threshold", policyText(monitor.threshold.policy, monitor.threshold.value)],
    ["alert", [`${monitor.alert.m} of ${monitor.alert.n} rows`, h("small", {}, `then quiet for ${shortDuration(monitor.alert.cooldownSeconds)}`)]],
    ["since the start", [plural(view.alerts, "alert"), h("small", {}, plural(view.models, "model"))]],
  ]);
}

function features(monitor: MonitorDetail): HTMLElement {
  return h("div", {}, h("h3", {}, "Features in use"), h("ul", { class: "feature-list" }, monitor.features.map((f) => h("li", {}, f.name, " ", h("small", {}, f.kind, f.context ? ", context" : "")))));
}

const takingOver = (): HTMLElement =>
  h("p", { class: "muted", role: "status", "data-testid": "taking-over" }, "Written. The service finishes what it has read, takes the file over and reads on in a moment …");

const hint = (): HTMLElement => h("p", { class: "muted" }, "Change the file; a dry run says which keys get another value, and whether models stay.");

function consequence(run: DefinitionVerdict): string {
  const models = run.modelsKept === null ? "Whether models stay cannot be said before the first row." : run.modelsKept ? "All models stay." : `Models of ${plural(run.entities, "entity", "entities")} will be replaced: until each has a new one, its old model goes on judging.`;
  if (run.takesEffect !== "now") return `${models} It takes effect at the next start of each process.`;
  return run.changes.length > 0 ? `${models} It takes effect now: the service reads on in a moment.` : models;
}

function runView(run: DefinitionVerdict): Child {
  if (!run.valid) return h("p", { class: "missed" }, `Not in order: ${plural(run.errors.length, "mistake")}, listed below the file.`);
  return [
    h("p", { class: run.modelsKept === false ? "missed" : "kept", "data-testid": "models-kept" }, consequence(run)),
    run.changes.length === 0
      ? h("p", { class: "muted" }, "No key has another value: only comments or the layout differ.")
      : table({
          caption: "Keys that change",
          rows: run.changes,
          columns: [
            { title: "Key", cell: (c) => h("code", {}, c.key) },
            { title: "Now", cell: (c) => h("code", {}, c.before ?? "–") },
            { title: "Then", cell: (c) => h("code", {}, c.after ?? "–") },
          ],
        }),
  ];
}
