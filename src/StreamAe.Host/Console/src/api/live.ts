import { address } from "./client";
import { EventStreamReader } from "./eventStream";
import type { LiveEvents } from "./types";

export type LiveState = "connecting" | "live" | "away" | "paused";

type Listener<K extends keyof LiveEvents> = (event: LiveEvents[K]) => void;

export interface LiveOptions {
  fetcher?: typeof fetch;
  /** Waits, or ends at once where the signal is aborted. */
  wait?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  /** 0 … 1; spreads the attempts of many consoles after a restart. */
  random?: () => number;
}

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;

/** The server comments every 15 s: a connection that is quiet for twice as long is dead, whatever TCP says. */
const SILENCE_LIMIT_MS = 35_000;

/**
 * What the service sends as it happens. Comes back by itself, with Last-Event-ID, so that no alert is missed; read by fetch, since an
 * EventSource gives up on any answer but 200 and cannot tell why.
 */
export class Live {
  private readonly listeners = new Map<string, Set<(event: never) => void>>();
  private readonly stateListeners = new Set<(state: LiveState) => void>();
  private connection: AbortController | null = null;
  private lastId: string | null = null;
  private watched: { monitor: string; key: string } | null = null;

  state: LiveState = "paused";
  private readonly returnListeners = new Set<() => void>();
  private wasLive = false;

  constructor(private readonly options: LiveOptions = {}) {}

  on<K extends keyof LiveEvents>(name: K, listener: Listener<K>, signal?: AbortSignal): void {
    const set = this.listeners.get(name) ?? new Set();
    this.listeners.set(name, set.add(listener as (event: never) => void));
    signal?.addEventListener("abort", () => set.delete(listener as (event: never) => void), { once: true });
  }

  onState(listener: (state: LiveState) => void, signal?: AbortSignal): void {
    this.stateListeners.add(listener);
    signal?.addEventListener("abort", () => this.stateListeners.delete(listener), { once: true });
    listener(this.state);
  }

  /** Told when the connection is back after it was away: what happened in between may not have been heard. */
  onReturn(listener: () => void, signal?: AbortSignal): void {
    this.returnListeners.add(listener);
    signal?.addEventListener("abort", () => this.returnListeners.delete(listener), { once: true });
  }

  /** Asks for the verdicts of one entity, too, until the signal is aborted. */
  watch(monitor: string, key: string, signal: AbortSignal): void {
    this.watched = { monitor, key };
    this.restart();
    signal.addEventListener(
      "abort",
      () => {
        if (this.watched?.monitor === monitor && this.watched.key === key) {
          this.watched = null;
          this.restart();
        }
      },
      { once: true },
    );
  }

  start(): void {
    if (this.connection) return;
    this.connection = new AbortController();
    void this.run(this.connection.signal);
  }

  stop(): void {
    this.connection?.abort();
    this.connection = null;
    this.setState("paused");
  }

  private restart(): void {
    if (!this.connection) return;
    this.connection.abort();
    this.connection = null;
    this.start();
  }

  private setState(state: LiveState): void {
    if (this.state === state) return;
    this.state = state;
    for (const listener of this.stateListeners) listener(state);
  }

  private async run(signal: AbortSignal): Promise<void> {
    const wait = this.options.wait ?? pause;
    let attempts = 0;
    if (this.state !== "live") this.setState("connecting");
    while (!signal.aborted) {
      let asked: number | null = null;
      try {
        asked = await this.read(signal, () => {
          attempts = 0;
          const isBack = this.wasLive && this.state !== "live";
          this.wasLive = true;
          this.setState("live");
          if (isBack) for (const listener of this.returnListeners) listener();
        });
      } catch {
        // What failed shows in the state; the next attempt says more.
      }
      if (signal.aborted) return;
      this.setState("away");
      const longest = Math.min(LONGEST_PAUSE_MS, (asked ?? FIRST_PAUSE_MS) * 2 ** attempts++);
      await wait(longest * (0.75 + 0.25 * (this.options.random ?? Math.random)()), signal);
    }
  }

  /** Reads one connection to its end. */
  private async read(signal: AbortSignal, onOpen: () => void): Promise<number | null> {
    const quiet = new AbortController();
    const either = AbortSignal.any([signal, quiet.signal]);
    const fetcher = this.options.fetcher ?? fetch;
    const response = await fetcher(address("/live", { ...this.watched }), {
      headers: { Accept: "text/event-stream", ...(this.lastId ? { "Last-Event-ID": this.lastId } : {}) },
      credentials: "same-origin",
      cache: "no-store",
      signal: either,
    });
    if (!response.ok || !response.body) return null;
    onOpen();
    const reader = response.body.getReader();
    const decoder = new TextDecoder();
    const stream = new EventStreamReader();
    for (;;) {
      const timer = setTimeout(() => quiet.abort(), SILENCE_LIMIT_MS);
      try {
        const { done, value } = await reader.read();
        if (done) return stream.retry;
        if (signal.aborted) return null;
        for (const message of stream.push(decoder.decode(value, { stream: true }))) {
          if (message.id) this.lastId = message.id;
          this.tell(message.event, message.data);
        }
      } finally {
        clearTimeout(timer);
      }
    }
  }

  private tell(name: string, data: string): void {
    const set = this.listeners.get(name);
    if (!set || set.size === 0) return;
    let event: unknown;
    try {
      event = JSON.parse(data);
    } catch {
      return;
    }
    for (const listener of set) {
      try {
        (listener as (event: unknown) => void)(event);
      } catch (error) {
        // A page that fails must not look like a connection that failed.
        console.error(error);
      }
    }
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener(
      "abort",
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
