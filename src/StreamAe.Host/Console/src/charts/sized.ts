import { h, replace } from "../ui/h";

/** A place that draws itself anew for each width it is given. */
export function sized(className: string, draw: (width: number) => Node, signal?: AbortSignal): { element: HTMLElement; redraw: () => void } {
  const element = h("div", { class: className });
  let width = 0;
  const redraw = (): void => {
    if (width > 0) replace(element, draw(width));
  };
  const observer = new ResizeObserver((entries) => {
    const next = Math.floor(entries[0]?.contentRect.width ?? 0);
    if (next === width) return;
    width = next;
    redraw();
  });
  observer.observe(element);
  signal?.addEventListener("abort", () => observer.disconnect(), { once: true });
  return { element, redraw };
}
