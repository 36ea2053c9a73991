import { onColorsChange } from "../app/preferences";
import { h, replace } from "../ui/h";
import { color } from "./palette";

export interface HeatMapOptions {
  /** What is shown, for those who do not see it. */
  label: string;
  rows: string[];
  columns: number;
  /** 0 … 1: how strongly a cell is coloured. */
  strength: (row: number, column: number) => number;
  /** What a cell says. */
  text: (row: number, column: number) => string;
  /** Labels under the columns. */
  mark: (column: number) => string;
  signal: AbortSignal;
  testId?: string;
}

const ROW_PX = 20;
const FOOT_PX = 20;
const LABEL_PX = 150;
const NARROW_LABEL_PX = 96;

/** Features by rows; the pointer or the arrow keys read a cell. */
export function heatMap(options: HeatMapOptions): HTMLElement {
  const canvas = h("canvas", {});
  const readout = h("p", { class: "readout", "aria-live": "polite" });
  const place = h("div", { class: "heat plot", tabindex: "0", role: "group", "aria-roledescription": "heat map", "aria-label": `${options.label}. Arrow keys read the cells.` }, canvas);
  const height = options.rows.length * ROW_PX + FOOT_PX;
  let width = 0;
  let labels = LABEL_PX;
  let at: { row: number; column: number } | null = null;

  function draw(): void {
    const ctx = canvas.getContext("2d");
    if (!ctx || width === 0) return;
    const scale = devicePixelRatio;
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
    canvas.style.height = `${height}px`;
    ctx.scale(scale, scale);
    ctx.clearRect(0, 0, width, height);
    const cell = (width - labels) / options.columns;
    ctx.font = "12px system-ui, sans-serif";
    ctx.textBaseline = "middle";
    const heat = color("heat");
    options.rows.forEach((name, row) => {
      ctx.fillStyle = color("muted");
      ctx.fillText(fit(ctx, name, labels - 10), 0, row * ROW_PX + ROW_PX / 2);
      ctx.fillStyle = color("line");
      ctx.globalAlpha = 0.45;
      ctx.fillRect(labels, row * ROW_PX + 1, width - labels, ROW_PX - 2);
      ctx.fillStyle = heat;
      for (let column = 0; column < options.columns; column++) {
        const strength = options.strength(row, column);
        if (!(strength > 0.02)) continue;
        ctx.globalAlpha = Math.min(1, strength);
        ctx.fillRect(labels + column * cell, row * ROW_PX + 1, Math.max(1, cell), ROW_PX - 2);
      }
      ctx.globalAlpha = 1;
    });
    ctx.fillStyle = color("muted");
    ctx.textAlign = "left";
    const step = Math.max(1, Math.ceil(options.columns / Math.floor((width - labels) / 92)));
    for (let column = 0; column < options.columns - step / 3; column += step) ctx.fillText(options.mark(column), labels + column * cell, height - FOOT_PX / 2 + 2);
    if (at) {
      ctx.strokeStyle = color("ink");
      ctx.lineWidth = 1.5;
      ctx.strokeRect(labels + at.column * cell - 0.5, at.row * ROW_PX + 0.5, Math.max(3, cell + 1), ROW_PX - 1);
    }
  }

  function point(next: { row: number; column: number } | null): void {
    at = next;
    replace(readout, at ? h("span", {}, options.text(at.row, at.column)) : null);
    draw();
  }

  canvas.addEventListener("pointermove", (event) => {
    const cell = (width - labels) / options.columns;
    const column = Math.floor((event.offsetX - labels) / cell);
    const row = Math.floor(event.offsetY / ROW_PX);
    point(column >= 0 && column < options.columns && row < options.rows.length ? { row, column } : null);
  });
  canvas.addEventListener("pointerleave", () => point(null));
  place.addEventListener("keydown", (event) => {
    const moves: Record<string, [number, number]> = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    const from = at ?? { row: 0, column: options.columns };
    point({
      row: Math.min(Math.max(from.row + move[0], 0), options.rows.length - 1),
      column: Math.min(Math.max(from.column + move[1] * (event.shiftKey ? 10 : 1), 0), options.columns - 1),
    });
  });
  const observer = new ResizeObserver((entries) => {
    const next = Math.floor(entries[0]?.contentRect.width ?? 0);
    if (next === width) return;
    width = next;
    labels = width < 560 ? NARROW_LABEL_PX : LABEL_PX;
    draw();
  });
  observer.observe(place);
  options.signal.addEventListener("abort", () => observer.disconnect(), { once: true });
  onColorsChange(draw, options.signal);
  return h("figure", { class: "chart", "data-testid": options.testId ?? null }, h("div", { class: "chart-head" }, readout), place);
}

function fit(ctx: CanvasRenderingContext2D, text: string, width: number): string {
  if (ctx.measureText(text).width <= width) return text;
  let length = text.length;
  while (length > 1 && ctx.measureText(`${text.slice(0, length)}…`).width > width) length--;
  return `${text.slice(0, length)}…`;
}
