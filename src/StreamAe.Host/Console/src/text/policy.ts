import type { PolicyName } from "../api/types";
import { figure } from "./number";
import { quantileText } from "./odds";

/** A threshold in words: "quantile 0.9999", "budget 0.5 a day". */
export function policyText(policy: string, value: number | null): string {
  if (policy === "maintenance") return "maintenance";
  if (value === null) return policy;
  switch (policy as PolicyName) {
    case "quantile":
      return `quantile ${quantileText(value)}`;
    case "budget":
      return `budget ${figure(value)} a day`;
    case "static":
      return `score ${figure(value)}`;
    case "robustZ":
      return `median + ${figure(value)} MAD`;
    case "pot":
      return `learning tail, ${figure(value)} of rows`;
    default:
      return `${policy} ${figure(value)}`;
  }
}
