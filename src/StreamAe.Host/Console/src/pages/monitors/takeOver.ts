import type { Tagged } from "../../api/client";
import { ApiError } from "../../api/problem";
import type { MonitorDetail } from "../../api/types";

const PAUSE_MS = 400;
const PATIENCE_MS = 60_000;

export interface TakeOverOptions {
  wait?: (milliseconds: number) => Promise<void>;
  now?: () => number;
}

/**
 * Waits until a monitor's file is what runs. The service answers that it is starting meanwhile: that is no error here.
 * Whether it came to that; not where the signal or a minute ended the wait.
 */
export async function untilRunning(
  fetchMonitor: (signal: AbortSignal) => Promise<Tagged<MonitorDetail>>,
  signal: AbortSignal,
  { wait = pause, now = Date.now }: TakeOverOptions = {},
): Promise<boolean> {
  const end = now() + PATIENCE_MS;
  while (!signal.aborted && now() < end) {
    try {
      const { value } = await fetchMonitor(signal);
      if (value.isRunning && value.now.state !== "starting") return true;
    } catch (error) {
      if (signal.aborted) return false;
      if (!(error instanceof ApiError && error.isPassing)) throw error;
    }
    await wait(PAUSE_MS);
  }
  return false;
}

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));
