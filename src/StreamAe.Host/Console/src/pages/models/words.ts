import type { VersionView } from "../../api/types";

const VERDICTS: Record<string, string> = {
  promote: "promoted: it was better",
  notBetter: "rejected: no better",
  tooFewRows: "not trained: too few usable rows",
  failed: "failed",
  diverged: "failed: the loss diverged",
  superseded: "given up: an operator changed the champion or the rows",
};

/** What became of a training, in words. */
export function verdictText(version: VersionView): string {
  if (version.request !== null) return `by request ${version.request}`;
  return version.verdict === null ? "–" : (VERDICTS[version.verdict] ?? version.verdict);
}

export const originText = (version: VersionView): string => (version.isFormer ? "of the former file" : version.origin === "own" ? "its own" : "of all");
