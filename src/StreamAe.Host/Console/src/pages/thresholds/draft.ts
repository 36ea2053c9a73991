import type { OverrideLevel, PolicyName } from "../../api/types";
import { budgetOf, quantileOf, surpriseOf, surpriseOfBudget } from "../../text/odds";

/** A threshold as it is being considered. */
export interface Draft {
  level: OverrideLevel;
  target: string;
  policy: PolicyName;
  value: number | null;
}

/** Policies that ask for a share of the rows, so that they stand for a surprise. */
export const asksForShare = (policy: PolicyName): boolean => policy === "quantile" || policy === "budget" || policy === "pot";

/** The surprise from which rows would be anomalous; null where the policy says none, or the rate of rows is not known. */
export function draftSurprise(draft: Pick<Draft, "policy" | "value">, rowsPerDay: number | null): number | null {
  if (draft.value === null || !(draft.value > 0)) return null;
  switch (draft.policy) {
    case "quantile":
      return draft.value < 1 ? surpriseOf(draft.value) : null;
    case "pot":
      return -Math.log10(draft.value);
    case "budget":
      return rowsPerDay ? Math.max(0, surpriseOfBudget(draft.value, rowsPerDay)) : null;
    default:
      return null;
  }
}

/** The value of a policy that stands for a surprise, with no more digits than it has meaning. */
export function valueOfSurprise(policy: PolicyName, surprise: number, rowsPerDay: number | null): number | null {
  switch (policy) {
    case "quantile":
      return Number(quantileOf(surprise).toFixed(Math.min(12, Math.ceil(surprise) + 2)));
    case "pot":
      return Number((10 ** -surprise).toPrecision(3));
    case "budget":
      return rowsPerDay ? Number(budgetOf(surprise, rowsPerDay).toPrecision(3)) : null;
    default:
      return null;
  }
}

const RULES: Record<PolicyName, (value: number) => string | null> = {
  quantile: (v) => (v > 0 && v < 1 ? null : "A quantile lies between 0 and 1."),
  budget: (v) => (v > 0 ? null : "A budget is more than 0."),
  pot: (v) => (v > 0 && v < 1 ? null : "A share lies between 0 and 1."),
  static: (v) => (Number.isFinite(v) ? null : "A score is a number."),
  robustZ: (v) => (v > 0 ? null : "k is more than 0."),
  maintenance: () => null,
};

/** What is wrong with a draft; null where nothing is. */
export function draftProblem(draft: Draft): string | null {
  if (draft.level !== "monitor" && draft.target === "") return draft.level === "entity" ? "Say which entity." : "Say which cohort, by its channels.";
  if (draft.policy === "maintenance") return null;
  return draft.value === null || Number.isNaN(draft.value) ? "Say how high." : RULES[draft.policy](draft.value);
}
