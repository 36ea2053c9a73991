import type { AlertFeature, AlertView, Incident, Severity } from "../api/types";
import { duration, moment } from "../time/format";
import { figure, percent, plural } from "./number";
import { odds } from "./odds";

/** What an entity of a monitor is called, from the monitor's name: pumps → pump. */
export function entityWord(monitor: string): string {
  const last = monitor.split(/[-_.]/).pop() ?? "";
  if (/ies$/.test(last)) return last.replace(/ies$/, "y");
  return /[^s]s$/.test(last) && last.length > 3 ? last.slice(0, -1) : "entity";
}

const isNumber = (value: string): boolean => /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value.trim());

/** A figure of an alert is text, for categories are words; numbers are shortened. */
export function valueText(value: string): string {
  const trimmed = value.trim();
  if (trimmed === "" || trimmed.toLowerCase() === "nan") return "missing";
  return isNumber(trimmed) ? figure(Number(trimmed)) : trimmed;
}

function deviation(feature: AlertFeature): string {
  const about = isNumber(feature.expected) ? "about " : "";
  const share = feature.share > 0 ? ` (${percent(feature.share)} of the deviation)` : "";
  return feature.expected.trim() === ""
    ? `${feature.feature} ${valueText(feature.actual)}${share}`
    : `${feature.feature} ${valueText(feature.actual)}, expected ${about}${valueText(feature.expected)}${share}`;
}

/** Whether the second feature is worth a mention in a sentence. */
const SECOND_SHARE = 0.25;

/** What happened, in a clause: what stands behind "pump-017: ". */
export function what(alert: AlertView): string {
  const [first, second] = alert.features;
  const quiet = (Date.parse(alert.time) - Date.parse(alert.since)) / 1000;
  switch (alert.kind) {
    case "silence":
      return quiet > 0 ? `sent nothing for ${duration(quiet)}` : "had sent nothing for many times its usual interval";
    case "stuck":
      return first ? `${first.feature} has stood still at ${valueText(first.actual)}` : "a number stands still";
    case "late":
      return "many of its rows come with times before its newest";
    case "shift":
      return `has become another: ${first ? deviation(first) : "its scores stay high"}; the threshold follows`;
    default:
      if (!first) return "its readings are unusual as a whole";
      return second && second.share >= SECOND_SHARE ? `${deviation(first)}; ${deviation(second)}` : deviation(first);
  }
}

/** How improbable, in words; empty where no model scored it. */
export function howOdd(alert: AlertView): string {
  if (alert.surprise === null || alert.surprise <= 0 || alert.kind === "silence" || alert.kind === "late") return "";
  return `as improbable as ${odds(alert.surprise)} for this ${entityWord(alert.monitor)}`;
}

/** Which model said so, and how far to trust it. */
export function byWhom(alert: AlertView): string {
  if (alert.modelVersion <= 0) return "";
  return alert.provisional ? `model ${alert.modelVersion} of all ${alert.monitor}, provisional` : `model ${alert.modelVersion}`;
}

/** The whole sentence: "pump-017: vibration 8.2, expected about 3.1 (71 % of the deviation); as improbable as 1 in 40,000 for this pump; since 14:02; model 3". */
export function sentence(alert: AlertView): string {
  return `${alert.entity}: ${[what(alert), howOdd(alert), `since ${moment(alert.since, alert.time)}`, byWhom(alert)].filter(Boolean).join("; ")}`;
}

const SEVERITIES: Record<string, { rank: number; word: string }> = {
  info: { rank: 0, word: "info" },
  minor: { rank: 0, word: "minor" },
  warning: { rank: 1, word: "warning" },
  major: { rank: 1, word: "major" },
  critical: { rank: 2, word: "critical" },
};

/** 0, 1 or 2, also of words that a later service may use. */
export const severityRank = (severity: Severity): 0 | 1 | 2 => (SEVERITIES[severity]?.rank ?? 1) as 0 | 1 | 2;

/** An incident in a clause: "3 pumps: vibration (62 %), power". */
export function incidentText(incident: Incident): string {
  const who =
    incident.entityCount === 1
      ? (incident.entities[0] ?? "one entity")
      : incident.fleetWide
        ? `${plural(incident.entityCount, "entity", "entities")} of ${incident.of}: fleet-wide`
        : `${(incident.entities[0] ?? "")} and ${plural(incident.entityCount - 1, "other")}`;
  const features = incident.features.slice(0, 3).map((f) => `${f.feature} ${percent(f.share)}`);
  return features.length > 0 ? `${who}: ${features.join(", ")}` : who;
}

export const SAID: Record<string, string> = {
  acknowledged: "acknowledged",
  true: "true",
  false: "false alarm",
  ignore: "ignored",
};
