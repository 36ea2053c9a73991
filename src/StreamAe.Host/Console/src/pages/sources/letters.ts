import type { DeadLetter, DeadLetters, LetterOutcome, LetterState } from "../../api/types";
import type { Context } from "../../app/context";
import { guard } from "../../app/permission";
import { count, plural } from "../../text/number";
import { full, moment } from "../../time/format";
import { ask } from "../../ui/dialog";
import { segments } from "../../ui/form";
import { h, replace } from "../../ui/h";
import { loaded } from "../../ui/loaded";
import { section } from "../../ui/section";
import { empty } from "../../ui/states";
import { table } from "../../ui/table";
import { toast, toastError } from "../../ui/toast";

const REASONS: Partial<Record<DeadLetter["reason"], string>> = {
  columnCount: "number of columns",
  noValues: "no value",
  tooLarge: "too large",
  repeatedTime: "repeated time",
  schemaChanged: "other columns",
};

const STATES: Record<LetterState, string> = {
  ready: "can be read now",
  replayed: "replayed",
  alreadyReplayed: "replayed before",
  undecodable: "cannot be read",
  late: "its entity has gone on",
  gone: "gone from the topic",
  notReplayable: "not replayed from here",
  failed: "not taken",
};

const reasonText = (reason: string): string => REASONS[reason as DeadLetter["reason"]] ?? reason;

const placeOf = (letter: { monitor: string; source: string; position: number }): string => `${letter.monitor}\n${letter.source}\n${letter.position}`;

/** What became of letters, in a sentence: "3 of 5: can be read now; 2: gone from the topic." */
export function outcomeSentence(outcomes: LetterOutcome[]): string {
  const states = [...new Set(outcomes.map((o) => o.state))];
  return `${states.map((state) => `${count(outcomes.filter((o) => o.state === state).length)} of ${count(outcomes.length)}: ${STATES[state]}`).join("; ")}.`;
}

/** What could not be taken in; chosen letters can be tried, and put back to where they came from. */
export function lettersSection(context: Context): HTMLElement {
  let limit = "50";
  const chosen = new Map<string, DeadLetter>();
  const outcomes = new Map<string, LetterOutcome>();
  const said = h("p", { class: "said", role: "status", "data-testid": "letters-said" });
  const tryAgain = guard(h("button", { type: "button", disabled: true, "data-testid": "letters-try", title: "Says which of the chosen ones can be read now; changes nothing.", click: () => void replay(true) }, "Try again"), context.session, "operator");
  const putBack = guard(h("button", { type: "button", disabled: true, "data-testid": "letters-replay", title: "Puts the chosen ones back to where they came from; asks for a reason.", click: () => void replay(false) }, "Replay …"), context.session, "operator");

  const show = (): void => {
    for (const button of [tryAgain, putBack]) if (!button.title.startsWith("You are signed in")) button.toggleAttribute("disabled", chosen.size === 0);
  };
  const choose = (letter: DeadLetter, isChosen: boolean): void => {
    if (isChosen) chosen.set(placeOf(letter), letter);
    else chosen.delete(placeOf(letter));
    show();
  };
  const letters = loaded({
    label: "dead letters",
    lines: 6,
    signal: context.signal,
    fetch: (signal) => context.api.deadLetters(Number(limit), signal),
    render: (value) => {
      const there = new Set(value.items.map(placeOf));
      for (const place of [...chosen.keys()]) if (!there.has(place)) chosen.delete(place);
      show();
      return lettersView(value, chosen, outcomes, choose);
    },
  });

  async function replay(dryRun: boolean): Promise<void> {
    const wanted = [...chosen.values()].map(({ monitor, source, position }) => ({ monitor, source, position }));
    const given = dryRun
      ? { reason: "" }
      : await ask({
          title: `Replay ${plural(wanted.length, "dead letter")}`,
          text: "Those that can be read now are written to the end of the partition they came from, once each. They are judged when they are read: where an entity has gone on, its monitor may refuse them as late. Other readers of the topic see them a second time.",
          confirm: "Replay",
          suggestions: ["mapping mended", "monitor's features mended", "schema mended"],
        });
    if (!given) return;
    try {
      const answer = await context.api.replayLetters(wanted, given.reason, dryRun);
      for (const outcome of answer.items) outcomes.set(placeOf(outcome), outcome);
      replace(said, outcomeSentence(answer.items));
      if (!dryRun) {
        chosen.clear();
        toast(outcomeSentence(answer.items));
      }
      await letters.reload();
    } catch (error) {
      toastError(error, dryRun ? "Not tried" : "Not replayed");
    }
  }

  return section(
    "Dead letters",
    {
      note: "records that could not be read or were refused; no entity has seen them",
      actions: [
        tryAgain,
        putBack,
        segments(
          "How many",
          [
            { value: "50", text: "50" },
            { value: "500", text: "500" },
          ],
          limit,
          (value) => ((limit = value), void letters.reload()),
        ),
        h("button", { type: "button", click: () => void letters.reload() }, "Ask again"),
      ],
      testId: "dead-letters",
    },
    said,
    letters.element,
  );
}

function lettersView({ items, total, reasons }: DeadLetters, chosen: Map<string, DeadLetter>, outcomes: Map<string, LetterOutcome>, choose: (letter: DeadLetter, isChosen: boolean) => void): HTMLElement[] {
  if (items.length === 0) return [empty("No dead letter.", "Every record could be read and was taken.")];
  const boxes = items.map((letter) =>
    h("input", {
      type: "checkbox",
      checked: chosen.has(placeOf(letter)),
      "aria-label": `Choose ${letter.source} ${letter.position}`,
      change: (event: Event) => choose(letter, (event.target as HTMLInputElement).checked),
    }),
  );
  const all = h("input", {
    type: "checkbox",
    "data-testid": "letters-all",
    change: (event: Event) => {
      const isChosen = (event.target as HTMLInputElement).checked;
      items.forEach((letter, i) => {
        const box = boxes[i];
        if (box) box.checked = isChosen;
        choose(letter, isChosen);
      });
    },
  });
  return [
    h(
      "p",
      {},
      total === 0 ? "None since the start; these are of earlier ones." : `Since the start ${Object.entries(reasons).map(([reason, n]) => `${count(n)} by ${reasonText(reason)}`).join(", ")}.`,
      items.length < total ? ` The newest ${count(items.length)} of ${plural(total, "letter")}:` : "",
    ),
    h("p", {}, h("label", {}, all, " Choose all that are shown")),
    table<DeadLetter>({
      caption: "Dead letters",
      rows: items,
      columns: [
        { title: "When", cell: (d) => h("time", { datetime: d.at, title: full(d.at) }, moment(d.at)) },
        { title: "Choose", quietTitle: true, cell: (d) => boxes[items.indexOf(d)] ?? null },
        { title: "Monitor", cell: (d) => d.monitor, wide: true },
        { title: "Source", cell: (d) => d.source },
        { title: "Reason", cell: (d) => [h("strong", {}, reasonText(d.reason)), d.detail ? h("small", { class: "detail" }, d.detail) : null] },
        { title: "Where", cell: (d) => count(d.position), wide: true },
        { title: "Now", cell: (d) => nowView(d, outcomes.get(placeOf(d))) },
        { title: "Record", cell: (d) => (d.record ? h("details", {}, h("summary", {}, "show"), h("pre", { class: "record" }, d.record)) : "–") },
      ],
    }),
  ];
}

function nowView(letter: DeadLetter, outcome: LetterOutcome | undefined): HTMLElement | string {
  if (letter.replayed) {
    const { author, at, reason, copy } = letter.replayed;
    return h("span", { title: full(at) }, h("strong", {}, copy === null ? "replayed, as far as is known" : "replayed"), h("small", { class: "detail" }, `by ${author}, ${moment(at)}: ${reason}`));
  }
  if (!outcome) return "–";
  return h("span", {}, h("strong", {}, STATES[outcome.state]), outcome.detail ? h("small", { class: "detail" }, outcome.detail) : null);
}
