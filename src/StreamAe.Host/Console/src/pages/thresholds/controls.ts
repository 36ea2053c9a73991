import type { PolicyName } from "../../api/types";
import { figure } from "../../text/number";
import { odds } from "../../text/odds";
import { field, segments } from "../../ui/form";
import { h, replace } from "../../ui/h";
import { asksForShare, draftSurprise, valueOfSurprise, type Draft } from "./draft";

const POLICIES: { value: PolicyName; text: string }[] = [
  { value: "budget", text: "budget" },
  { value: "quantile", text: "quantile" },
  { value: "pot", text: "learning tail" },
  { value: "static", text: "score" },
  { value: "robustZ", text: "robust z" },
  { value: "maintenance", text: "maintenance" },
];

const MEANINGS: Record<PolicyName, string> = {
  budget: "Anomalous rows an entity and day, where all is as usual; m of n and the cooldown let fewer through.",
  quantile: "The share of the entity's own rows that are not anomalous.",
  pot: "A share of the rows, by a tail that goes on learning: what lasts is taken for usual.",
  static: "The same score for every entity, in the units of the model.",
  robustZ: "Median + k · 1.4826 · MAD of the entity's scores.",
  maintenance: "Nothing is anomalous, no gap is a silence, and no row is learned, until it ends.",
};

/** Below this most rows would be anomalous. */
export const LEAST_SURPRISE = 0.5;

export interface Controls {
  element: HTMLElement;
  /** Follows a draft that was changed elsewhere, or a rate of rows that became known. */
  refresh: () => void;
}

/** The policy and its value: a slider over surprise, bound to budget and quantile. */
export function controls(draft: Draft, rowsPerDay: () => number | null, currentSurprise: () => number | null, high: () => number, onChange: () => void): Controls {
  const values = h("div", { class: "threshold-values" });
  const element = h("div", { class: "threshold-controls" }, segments("Policy", POLICIES, draft.policy, choosePolicy, "policy"), h("p", { class: "hint", "data-testid": "policy-meaning" }, MEANINGS[draft.policy]), values);
  const meaning = element.querySelector(".hint") as HTMLElement;
  let refreshers: (() => void)[] = [];

  function choosePolicy(policy: PolicyName): void {
    const surprise = draftSurprise(draft, rowsPerDay()) ?? currentSurprise();
    draft.policy = policy;
    draft.value = asksForShare(policy) && surprise !== null ? valueOfSurprise(policy, surprise, rowsPerDay()) : null;
    meaning.textContent = MEANINGS[policy];
    build();
    onChange();
  }

  function setSurprise(surprise: number): void {
    draft.value = valueOfSurprise(draft.policy, Math.max(LEAST_SURPRISE, surprise), rowsPerDay());
    refresh();
    onChange();
  }

  function number(label: string, step: string, read: () => number | null, write: (value: number) => void, testId: string): HTMLElement {
    const input = h("input", { type: "number", step, inputmode: "decimal", "data-testid": testId });
    input.addEventListener("input", () => {
      if (!Number.isNaN(input.valueAsNumber)) write(input.valueAsNumber);
    });
    refreshers.push(() => {
      if (document.activeElement === input) return;
      const value = read();
      input.value = value === null ? "" : String(value);
    });
    return field(label, input);
  }

  function build(): void {
    refreshers = [];
    if (draft.policy === "maintenance") {
      replace(values);
    } else if (asksForShare(draft.policy)) {
      const surprise = (): number | null => draftSurprise(draft, rowsPerDay());
      const slider = h("input", { type: "range", min: 0, max: 12, step: 0.05, "aria-label": "Proposed threshold, by surprise", "data-testid": "threshold-slider", class: "threshold-slider" });
      slider.addEventListener("input", () => setSurprise(slider.valueAsNumber));
      const words = h("p", { class: "threshold-words", "aria-live": "polite" });
      refreshers.push(() => {
        const at = surprise();
        slider.max = String(high());
        slider.value = String(at ?? LEAST_SURPRISE);
        slider.disabled = at === null && draft.policy === "budget" && rowsPerDay() === null;
        slider.setAttribute("aria-valuetext", at === null ? "not set" : `surprise ${figure(at)}, ${odds(at)}`);
        replace(words, at === null ? "" : `A row is anomalous where it is as improbable as ${odds(at)}.`);
      });
      replace(
        values,
        slider,
        words,
        h(
          "div",
          { class: "threshold-numbers" },
          number("Rows an entity and day", "any", () => valueOfSurprise("budget", surprise() ?? NaN, rowsPerDay()), (v) => (draft.policy === "budget" ? setValue(v) : setSurprise(-Math.log10(v / (rowsPerDay() ?? NaN)))), "budget"),
          number("Quantile", "any", () => (surprise() === null ? null : valueOfSurprise("quantile", surprise() ?? 0, null)), (v) => (draft.policy === "quantile" ? setValue(v) : setSurprise(-Math.log10(1 - v))), "quantile"),
          number("Surprise", "0.05", () => (surprise() === null ? null : Number((surprise() ?? 0).toFixed(2))), setSurprise, "surprise"),
        ),
      );
    } else {
      replace(values, h("div", { class: "threshold-numbers" }, number(draft.policy === "static" ? "Score" : "k", "any", () => draft.value, setValue, "value")));
    }
    refresh();
  }

  function setValue(value: number): void {
    draft.value = value;
    refresh();
    onChange();
  }

  function refresh(): void {
    for (const refresher of refreshers) refresher();
  }
  build();
  return { element, refresh };
}
