import { superscript } from "./number";

const WORDS: [number, string][] = [
  [1e12, "trillion"],
  [1e9, "billion"],
  [1e6, "million"],
];

/** A surprise s, −log₁₀ of a probability, in words: "1 in 40,000", "1 in 2 million"; beyond 15 "1 in 10¹⁷". */
export function odds(surprise: number): string {
  if (!Number.isFinite(surprise)) return "never seen";
  if (surprise < 0.15) return "nothing unusual";
  if (surprise >= 15) return `1 in 10${superscript(Math.round(surprise))}`;
  const n = 10 ** surprise;
  for (const [size, word] of WORDS) {
    // 999,600 would round to "1,000,000".
    if (n >= size * 0.95) return `1 in ${round(n / size).toLocaleString("en")} ${word}`;
  }
  return `1 in ${round(n).toLocaleString("en")}`;
}

/** One digit counts, two below ten and where the first is a one: the calibration knows no more. */
function round(n: number): number {
  if (n < 10) return Math.max(1, Math.round(n * 10) / 10 === Math.round(n) ? Math.round(n) : Math.round(n * 10) / 10);
  const size = 10 ** Math.floor(Math.log10(n));
  return n / size < 1.95 ? Math.round((n / size) * 10) * (size / 10) : Math.round(n / size) * size;
}

/** The quantile that a surprise stands for: 3 → 0.999. */
export const quantileOf = (surprise: number): number => 1 - 10 ** -surprise;

/** The surprise of a quantile: 0.999 → 3. */
export const surpriseOf = (quantile: number): number => -Math.log10(1 - quantile);

/** Rows a day that lie above a surprise, where all is as usual. */
export const budgetOf = (surprise: number, rowsPerDay: number): number => rowsPerDay * 10 ** -surprise;

/** The surprise that a budget of rows a day asks for. */
export const surpriseOfBudget = (budget: number, rowsPerDay: number): number => -Math.log10(budget / rowsPerDay);

/** "0.9999" with as many digits as the quantile needs, at least three. */
export function quantileText(quantile: number): string {
  const nines = Math.max(3, Math.ceil(-Math.log10(1 - quantile)) + 2);
  return quantile.toFixed(Math.min(12, nines)).replace(/(\.\d{2}\d*?)0+$/, "$1");
}
