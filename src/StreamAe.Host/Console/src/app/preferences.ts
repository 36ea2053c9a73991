import { chooseZone, type ZoneChoice } from "../time/zone";

export type Theme = "system" | "light" | "dark";

const THEME = "streamae.theme";
const ZONE = "streamae.zone";
const listeners = new Set<() => void>();

function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function write(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // A browser that keeps nothing keeps no preference either.
  }
}

export function theme(): Theme {
  const kept = read(THEME);
  return kept === "light" || kept === "dark" ? kept : "system";
}

export function setTheme(next: Theme): void {
  write(THEME, next);
  applyTheme();
}

export function setZone(next: ZoneChoice): void {
  write(ZONE, next);
  chooseZone(next);
}

/** Told when colours change: what is drawn on canvases is drawn again. */
export function onColorsChange(listener: () => void, signal?: AbortSignal): void {
  listeners.add(listener);
  signal?.addEventListener("abort", () => listeners.delete(listener), { once: true });
}

function applyTheme(): void {
  const chosen = theme();
  if (chosen === "system") document.documentElement.removeAttribute("data-theme");
  else document.documentElement.setAttribute("data-theme", chosen);
  for (const listener of listeners) listener();
}

export function applyPreferences(): void {
  applyTheme();
  if (read(ZONE) === "utc") chooseZone("utc");
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", applyTheme);
}
