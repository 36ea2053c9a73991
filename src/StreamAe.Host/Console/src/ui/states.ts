import { ApiError } from "../api/problem";
import { h, type Child } from "./h";

/** Grey lines where content will be; shown late, so that quick answers do not flicker. */
export function skeleton(label: string, lines = 3): HTMLElement {
  return h(
    "div",
    { class: "skeleton", role: "status" },
    h("span", { class: "visually-hidden" }, `Loading ${label} …`),
    Array.from({ length: lines }, () => h("span", { class: "skeleton-line", "aria-hidden": "true" })),
  );
}

/** Nothing to show: says why that is, and what one can do. */
export function empty(title: string, hint: Child = null, ...actions: Child[]): HTMLElement {
  return h("div", { class: "state", "data-testid": "empty" }, h("p", { class: "state-title" }, title), hint ? h("p", {}, hint) : null, actions.length ? h("p", {}, ...actions) : null);
}

export function failure(error: unknown, retry: (() => void) | null, note: string | null = null): HTMLElement {
  const known = error instanceof ApiError ? error : null;
  return h(
    "div",
    { class: "state state-error", role: "alert", "data-testid": "error" },
    h("p", { class: "state-title" }, known?.title ?? "This cannot be shown."),
    h("p", {}, known ? known.detail : error instanceof Error ? error.message : String(error)),
    note ? h("p", { class: "muted" }, note) : null,
    retry ? h("button", { type: "button", click: retry }, "Ask again") : null,
  );
}
