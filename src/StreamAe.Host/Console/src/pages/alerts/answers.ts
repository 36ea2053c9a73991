import type { AlertView, Feedback, Said } from "../../api/types";
import type { Context } from "../../app/context";
import { guard } from "../../app/permission";
import { SAID } from "../../text/alertText";
import { ago, moment } from "../../time/format";
import { ask } from "../../ui/dialog";
import { field, select } from "../../ui/form";
import { h, replace } from "../../ui/h";
import { toast, toastError } from "../../ui/toast";

interface Answer {
  feedback: Feedback;
  text: string;
  title: string;
  effect: string;
  /** What people often say, to choose from. */
  reasons: string[];
}

const ANSWERS: Answer[] = [
  { feedback: "true", text: "True", title: "This was real", effect: "Its rows stay out of training, so that the model does not learn the fault.", reasons: ["seen on site", "confirmed by another system", "known fault"] },
  {
    feedback: "false",
    text: "False alarm",
    title: "This was no trouble",
    effect: "Its rows may be learned, and the entity's threshold rises just above this score.",
    reasons: ["maintenance", "test run", "the load was unusual, not the entity"],
  },
  { feedback: "ignore", text: "Ignore", title: "Neither", effect: "Its rows stay out of training; the threshold stays where it is.", reasons: ["not clear what it was", "the sensor was off"] },
];

const SNOOZES = [
  { value: "1", text: "1 hour" },
  { value: "4", text: "4 hours" },
  { value: "24", text: "1 day" },
  { value: "72", text: "3 days" },
  { value: "168", text: "1 week" },
];

/** Ends a snooze of an entity, or the pause after its last alert. True where it was asked for. */
export async function endSnooze(context: Context, alertId: string, entity: string): Promise<boolean> {
  const given = await ask({
    title: `End the snooze of ${entity}`,
    text: "From its next row on, its scores raise alerts again.",
    confirm: "End snooze",
    suggestions: ["the work is done", "snoozed by mistake"],
  });
  if (!given) return false;
  try {
    await context.api.snooze(alertId, 0, given.reason);
    toast(`${entity} raises alerts by its scores again, from its next row on.`);
    return true;
  } catch (error) {
    toastError(error, "Still snoozed");
    return false;
  }
}

/** What an operator says of an alert: the buttons, and what has been said. */
export function answers(context: Context, alert: AlertView): HTMLElement {
  const said = h("p", { class: "said", "data-testid": "said" });
  const showSaid = (value: Said | null): void => {
    replace(
      said,
      value
        ? [h("strong", {}, SAID[value.feedback] ?? value.feedback), ` by ${value.author}, `, h("time", { datetime: value.at, title: moment(value.at) }, ago(value.at)), `: ${value.reason}`, value.outcome === null ? " (waits for its next row)" : value.outcome ? ` (${value.outcome})` : ""]
        : null,
    );
  };
  showSaid(alert.said);

  const give = async (answer: Answer): Promise<void> => {
    const given = await ask({ title: `${answer.title}: ${alert.entity}`, text: answer.effect, confirm: answer.text, suggestions: answer.reasons });
    if (!given) return;
    try {
      const request = await context.api.feedback(alert.id, answer.feedback, given.reason);
      alert.said = { feedback: answer.feedback, author: request.author, at: request.at, reason: given.reason, outcome: null };
      showSaid(alert.said);
      toast(`${SAID[answer.feedback]}: holds from the next row of ${alert.entity} on.`);
    } catch (error) {
      toastError(error, "Nothing was said");
    }
  };

  const snooze = async (): Promise<void> => {
    let hours = "4";
    const choice = field("Say nothing of it for", select(SNOOZES, "4", (value) => (hours = value), "snooze-hours"));
    const given = await ask({
      title: `Snooze ${alert.entity}`,
      text: "For so long, in its own time, its scores raise no alert; silences and stuck numbers do. It is judged and learned all the same.",
      fields: choice,
      confirm: "Snooze",
    });
    if (!given) return;
    try {
      await context.api.snooze(alert.id, Number(hours), given.reason);
      unsnooze.hidden = false;
      toast(`${alert.entity} raises no alert by its scores for ${SNOOZES.find((s) => s.value === hours)?.text ?? `${hours} h`} of its own time.`);
    } catch (error) {
      toastError(error, "Not snoozed");
    }
  };

  const unsnooze = guard(
    h("button", { type: "button", hidden: true, "data-testid": "answer-unsnooze", click: () => void endSnooze(context, alert.id, alert.entity).then((ended) => (unsnooze.hidden = ended)) }, "End snooze …"),
    context.session,
    "operator",
  );

  return h(
    "div",
    { class: "answers" },
    h(
      "div",
      { class: "actions", role: "group", "aria-label": `Say what the alert of ${alert.entity} was` },
      ANSWERS.map((answer) =>
        guard(h("button", { type: "button", title: answer.effect, "data-testid": `answer-${answer.feedback}`, click: () => void give(answer) }, answer.text), context.session, "operator"),
      ),
      guard(
        h("button", { type: "button", title: "Say nothing of this entity for a while; asks for a reason.", "data-testid": "answer-snooze", click: () => void snooze() }, "Snooze …"),
        context.session,
        "operator",
      ),
      unsnooze,
    ),
    said,
  );
}
