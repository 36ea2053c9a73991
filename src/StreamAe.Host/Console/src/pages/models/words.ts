import type { VersionView } from "../../api/types";

const VERDICTS: Record<string, string> = {
  promote: "promoted: it was better",
  promoted: "promoted: it was better",
  keep: "rejected: no better",
  kept: "rejected: no better",
  rejected: "rejected: no better",
  failed: "failed",
  diverged: "failed: the loss diverged",
};

/** What became of a training, in words. */
export function verdictText(version: VersionView): string {
  if (version.request !== null) return `by request ${version.request}`;
  return version.verdict === null ? "–" : (VERDICTS[version.verdict] ?? version.verdict);
}

export const originText = (version: VersionView): string => (version.isFormer ? "of the former file" : version.origin === "own" ? "its own" : "of all");
