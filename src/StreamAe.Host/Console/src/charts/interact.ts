import type uPlot from "uplot";

export interface Range {
  from: number;
  to: number;
}

const ZOOM = 0.75;
const PAN_SHARE = 0.1;

export interface Interaction {
  plot: uPlot;
  place: HTMLElement;
  signal: AbortSignal;
  /** Of all rows. */
  extent: () => Range;
  shown: () => Range;
  show: (range: Range) => void;
  /** Told what is in sight; null where that is everything. */
  onRange: ((range: Range | null) => void) | undefined;
}

/** Moves a chart by wheel (with Ctrl or Shift, so that pages still scroll), by dragging with Shift, and by keys. */
export function interact({ plot, place, signal, extent, shown, show, onRange }: Interaction): void {
  const set = (range: Range): void => {
    const whole = extent();
    const width = Math.min(range.to - range.from, whole.to - whole.from);
    const from = Math.min(Math.max(range.from, whole.from), whole.to - width);
    show({ from, to: from + width });
    tell();
  };
  const zoom = (factor: number, share: number): void => {
    const { from, to } = shown();
    const center = from + (to - from) * share;
    set({ from: center - (center - from) * factor, to: center + (to - center) * factor });
  };
  const pan = (share: number): void => {
    const { from, to } = shown();
    const step = (to - from) * share;
    set({ from: from + step, to: to + step });
  };
  const reset = (): void => {
    show(extent());
    tell();
  };
  let told = shown();
  const tell = (): void => {
    const now = shown();
    if (now.from === told.from && now.to === told.to) return;
    told = now;
    const whole = extent();
    onRange?.(now.from <= whole.from && now.to >= whole.to ? null : now);
  };

  plot.over.addEventListener(
    "wheel",
    (event) => {
      if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
        event.preventDefault();
        pan(Math.sign(event.deltaX || event.deltaY) * PAN_SHARE);
      } else if (event.ctrlKey) {
        event.preventDefault();
        zoom(event.deltaY < 0 ? ZOOM : 1 / ZOOM, event.offsetX / plot.over.clientWidth);
      }
    },
    { passive: false, signal },
  );
  plot.over.addEventListener(
    "mousedown",
    (event) => {
      if (!event.shiftKey || event.button !== 0) return;
      event.stopImmediatePropagation();
      event.preventDefault();
      const start = event.clientX;
      const { from, to } = shown();
      const perPixel = (to - from) / plot.over.clientWidth;
      const move = (next: MouseEvent): void => {
        const offset = (start - next.clientX) * perPixel;
        set({ from: from + offset, to: to + offset });
      };
      const end = (): void => removeEventListener("mousemove", move);
      addEventListener("mousemove", move, { signal });
      addEventListener("mouseup", end, { once: true, signal });
    },
    { capture: true, signal },
  );
  plot.over.addEventListener("dblclick", reset, { signal });
  // After uPlot has zoomed by itself.
  plot.over.addEventListener("mouseup", () => requestAnimationFrame(() => void (signal.aborted || tell())), { signal });

  place.addEventListener(
    "keydown",
    (event) => {
      const step = event.shiftKey ? 10 : 1;
      if (event.key === "ArrowLeft") moveCursor(-step);
      else if (event.key === "ArrowRight") moveCursor(step);
      else if (event.key === "+" || event.key === "=") zoom(ZOOM, 0.5);
      else if (event.key === "-") zoom(1 / ZOOM, 0.5);
      else if (event.key === "PageUp") pan(-0.5);
      else if (event.key === "PageDown") pan(0.5);
      else if (event.key === "Home") reset();
      else return;
      event.preventDefault();
    },
    { signal },
  );

  function moveCursor(step: number): void {
    const t = plot.data[0];
    if (t.length === 0) return;
    const { from, to } = shown();
    const current = plot.cursor.idx ?? (step > 0 ? -1 : t.length);
    const next = Math.min(Math.max(current + step, 0), t.length - 1);
    const at = t[next] as number;
    if (at < from || at > to) pan(at < from ? -0.5 : 0.5);
    plot.setCursor({ left: plot.valToPos(at, "x"), top: plot.over.clientHeight / 2 });
  }
}
