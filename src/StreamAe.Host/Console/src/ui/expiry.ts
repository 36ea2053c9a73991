import { zoneChoice, zoneLabel } from "../time/zone";
import { field, select } from "./form";
import { h } from "./h";

const HOUR_MS = 3_600_000;

const CHOICES = [
  { value: "", text: "until it is changed" },
  { value: "1", text: "1 hour" },
  { value: "4", text: "4 hours" },
  { value: "24", text: "1 day" },
  { value: "168", text: "7 days" },
  { value: "720", text: "30 days" },
  { value: "at", text: "until …" },
];

/** For how long something holds. */
export function expiry(): { element: HTMLElement; value: () => string | null; problem: () => string | null } {
  let choice = "";
  const until = h("input", { type: "datetime-local", "data-testid": "expires-at" });
  const untilField = field(`Until, in ${zoneLabel()}`, until);
  untilField.hidden = true;
  const pick = select(CHOICES, "", (value) => {
    choice = value;
    untilField.hidden = value !== "at";
  }, "expires");
  const at = (): number => Date.parse(zoneChoice() === "utc" ? `${until.value}Z` : until.value);
  return {
    element: h("div", { class: "expiry" }, field("Holds", pick), untilField),
    value: () => (choice === "" ? null : new Date(choice === "at" ? at() : Date.now() + Number(choice) * HOUR_MS).toISOString()),
    problem: () => (choice !== "at" ? null : Number.isNaN(at()) ? "Say until when." : at() <= Date.now() ? "That time is past." : null),
  };
}
