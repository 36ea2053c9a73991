import { zoneName } from "./zone";

type Moment = string | number | Date;

const formats = new Map<string, Intl.DateTimeFormat>();

function format(name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${name} ${zoneName()}`;
  let found = formats.get(key);
  if (!found) {
    found = new Intl.DateTimeFormat("en-GB", { ...options, timeZone: zoneName(), hourCycle: "h23" });
    formats.set(key, found);
  }
  return found;
}

const date = (at: Moment): Date => (at instanceof Date ? at : new Date(at));

/** "14:02" */
export const clock = (at: Moment): string => format("clock", { hour: "2-digit", minute: "2-digit" }).format(date(at));

/** "14:02:07" */
export const exactClock = (at: Moment): string => format("exact", { hour: "2-digit", minute: "2-digit", second: "2-digit" }).format(date(at));

/** "16 Jan" */
export const day = (at: Moment): string => format("day", { day: "numeric", month: "short" }).format(date(at));

/** "Fri 16 Jan 2026, 14:02:07" */
export const full = (at: Moment): string =>
  `${format("full", { weekday: "short", day: "numeric", month: "short", year: "numeric" }).format(date(at)).replace(",", "")}, ${exactClock(at)}`;

/** As short as may be beside a reference: "14:02" on its day, "Fri 16 Jan 14:02" within its year, else with the year. */
export function moment(at: Moment, reference: Moment = Date.now()): string {
  const parts = format("parts", { weekday: "short", day: "numeric", month: "short", year: "numeric" });
  const here = parts.formatToParts(date(at));
  const there = parts.formatToParts(date(reference));
  const part = (list: Intl.DateTimeFormatPart[], type: string): string => list.find((p) => p.type === type)?.value ?? "";
  const same = (type: string): boolean => part(here, type) === part(there, type);
  if (same("day") && same("month") && same("year")) return clock(at);
  const dayText = `${part(here, "weekday")} ${part(here, "day")} ${part(here, "month")}`;
  return same("year") ? `${dayText} ${clock(at)}` : `${dayText} ${part(here, "year")} ${clock(at)}`;
}

const UNITS: [number, string, string][] = [
  [86_400, "day", "days"],
  [3_600, "hour", "hours"],
  [60, "minute", "minutes"],
  [1, "second", "seconds"],
];

/** "3 hours", "40 seconds": one unit, rounded down. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  for (const [size, one, many] of UNITS) {
    if (whole >= size) {
      const n = Math.floor(whole / size);
      return `${n} ${n === 1 ? one : many}`;
    }
  }
  return "less than a second";
}

/** "3 h", "40 s" for tight places; "1.5 d" where a unit is less than ten. */
export function shortDuration(seconds: number): string {
  const sizes: [number, string][] = [
    [86_400, "d"],
    [3_600, "h"],
    [60, "min"],
    [1, "s"],
  ];
  for (const [size, unit] of sizes) {
    if (seconds >= size) {
      const n = seconds / size;
      return `${n < 9.95 ? String(Math.round(n * 10) / 10) : Math.round(n)} ${unit}`;
    }
  }
  return `${Math.round(seconds * 1000)} ms`;
}

/** "3 minutes ago"; "in 2 hours". */
export function ago(at: Moment, now: number = Date.now()): string {
  const seconds = (now - date(at).getTime()) / 1000;
  if (Math.abs(seconds) < 5) return "just now";
  return seconds > 0 ? `${duration(seconds)} ago` : `in ${duration(-seconds)}`;
}

/** "16 Jan 14:02 – 15:30", "16 Jan 14:02 – 17 Jan 03:10". */
export function range(from: Moment, to: Moment, reference: Moment = Date.now()): string {
  const first = moment(from, reference);
  if (date(from).getTime() === date(to).getTime()) return first;
  return day(from) === day(to) ? `${first} – ${clock(to)}` : `${first} – ${moment(to, reference)}`;
}
