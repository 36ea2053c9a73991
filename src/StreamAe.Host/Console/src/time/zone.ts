/** Which zone times are shown in: the operator's, or UTC. */
export type ZoneChoice = "local" | "utc";

let choice: ZoneChoice = "local";
const listeners = new Set<() => void>();

export function zoneChoice(): ZoneChoice {
  return choice;
}

export function chooseZone(next: ZoneChoice): void {
  choice = next;
  for (const listener of listeners) listener();
}

export function onZoneChange(listener: () => void): void {
  listeners.add(listener);
}

/** The IANA name, for Intl and for uPlot. */
export function zoneName(): string {
  return choice === "utc" ? "UTC" : new Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
}

/** "Europe/Berlin, UTC+1" */
export function zoneLabel(at: Date = new Date()): string {
  if (choice === "utc") return "UTC";
  const offset = new Intl.DateTimeFormat("en", { timeZone: zoneName(), timeZoneName: "shortOffset" })
    .formatToParts(at)
    .find((part) => part.type === "timeZoneName")?.value.replace("GMT", "UTC");
  return offset && offset !== zoneName() ? `${zoneName()}, ${offset}` : zoneName();
}
