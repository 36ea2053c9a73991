import { ApiError } from "../api/problem";
import { h } from "./h";

const SHOWN_MS = 6000;

let region: HTMLElement | null = null;

/** The place where short answers appear; part of the page from its start, or screen readers do not hear it. */
export function toastRegion(): HTMLElement {
  region ??= h("div", { class: "toasts", role: "status", "aria-live": "polite", "data-testid": "toasts" });
  return region;
}

export function toast(text: string, kind: "done" | "failed" = "done"): void {
  const note = h("p", { class: `toast toast-${kind}` }, text);
  toastRegion().append(note);
  setTimeout(() => note.remove(), kind === "failed" ? SHOWN_MS * 2 : SHOWN_MS);
}

/** Tells why an action failed. */
export function toastError(error: unknown, action: string): void {
  if (error instanceof ApiError) {
    const fields = Object.values(error.fields).flat();
    toast([`${action}: ${error.title}`, ...(fields.length ? fields : [error.detail ?? ""])].join(" ").trim(), "failed");
  } else {
    toast(`${action}: ${error instanceof Error ? error.message : String(error)}`, "failed");
    console.error(error);
  }
}
