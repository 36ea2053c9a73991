import { onColorsChange } from "../app/preferences";

/** The colours of charts, as the style sheet defines them for the scheme in use. */
export type ColorName =
  | "actual"
  | "expected"
  | "band"
  | "threshold"
  | "proposed"
  | "ink"
  | "muted"
  | "line"
  | "surface"
  | "accent"
  | "heat"
  | "severity-0"
  | "severity-1"
  | "severity-2";

const known = new Map<ColorName, string>();
onColorsChange(() => known.clear());

/** A colour for a canvas. */
export function color(name: ColorName): string {
  let value = known.get(name);
  if (value === undefined) {
    // light-dark() is resolved in a property only, not where the custom property is read.
    const probe = document.createElement("span");
    probe.style.color = `var(--${name})`;
    document.body.append(probe);
    value = getComputedStyle(probe).color;
    probe.remove();
    known.set(name, value);
  }
  return value;
}

/** The same colour, fainter. */
export function faint(name: ColorName, share: number): string {
  const parts = color(name).match(/[\d.]+/g)?.slice(0, 3) ?? ["128", "128", "128"];
  return `rgba(${parts.join(",")},${share})`;
}
