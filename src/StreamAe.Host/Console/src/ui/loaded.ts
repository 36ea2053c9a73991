import { ApiError, isAbort } from "../api/problem";
import { h, replace, type Child } from "./h";
import { failure, skeleton } from "./states";

export interface LoadedOptions<T> {
  /** What is loaded, after "Loading". */
  label: string;
  fetch: (signal: AbortSignal) => Promise<T>;
  render: (value: T) => Child;
  /** The page's: what is under way ends with it. */
  signal: AbortSignal;
  lines?: number;
}

export interface Loaded<T> {
  element: HTMLElement;
  /** Asks again; the newest question wins, and what is shown stays until its answer comes. */
  reload: () => Promise<void>;
  value: () => T | null;
}

const SKELETON_DELAY_MS = 120;
const RETRY_MS = 4000;

/** A place whose content comes from the service, with its loading, empty and error states. Asks at once. */
export function loaded<T>(options: LoadedOptions<T>): Loaded<T> {
  const element = h("div", { class: "loaded" });
  let current: AbortController | null = null;
  let value: T | null = null;
  let hasValue = false;

  async function reload(): Promise<void> {
    current?.abort();
    const mine = new AbortController();
    current = mine;
    const signal = AbortSignal.any([mine.signal, options.signal]);
    element.setAttribute("aria-busy", "true");
    const timer = setTimeout(() => {
      if (!hasValue) replace(element, skeleton(options.label, options.lines));
    }, SKELETON_DELAY_MS);
    try {
      const answer = await options.fetch(signal);
      if (signal.aborted) return;
      value = answer;
      hasValue = true;
      replace(element, options.render(answer));
    } catch (error) {
      if (isAbort(error) || signal.aborted) return;
      hasValue = false;
      const passing = error instanceof ApiError && error.isPassing;
      replace(element, failure(error, () => void reload(), passing ? "Asking again by itself." : null));
      if (passing) setTimeout(() => void (signal.aborted || reload()), RETRY_MS);
      if (!(error instanceof ApiError)) console.error(error);
    } finally {
      clearTimeout(timer);
      if (current === mine) element.removeAttribute("aria-busy");
    }
  }

  void reload();
  return { element, reload, value: () => value };
}

/** Runs the last of many calls, once they pause. */
export function debounce(milliseconds: number, run: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(run, milliseconds);
  };
}
