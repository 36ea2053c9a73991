/** Figures that do not exist. */
export const NONE = "–";

const THIN = "\u202f";

/** 12,345 */
export function count(value: number | null | undefined): string {
  return value === null || value === undefined || !Number.isFinite(value) ? NONE : Math.round(value).toLocaleString("en");
}

/** "12.3 k", "1.2 M": three digits, for tight places and axes. */
export function compact(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return NONE;
  const size = Math.abs(value);
  if (size >= 999_500_000) return `${digits(value / 1e9)}${THIN}G`;
  if (size >= 999_500) return `${digits(value / 1e6)}${THIN}M`;
  if (size >= 9_995) return `${digits(value / 1e3)}${THIN}k`;
  return size >= 100 || Number.isInteger(value) ? Math.round(value).toLocaleString("en") : figure(value);
}

function digits(value: number): string {
  const size = Math.abs(value);
  return size >= 99.95 ? value.toFixed(0) : size >= 9.995 ? value.toFixed(1).replace(/\.0$/, "") : value.toFixed(2).replace(/\.?0+$/, "");
}

/** Three significant digits, as one says them; very large and small ones by powers of ten. */
export function figure(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return NONE;
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size >= 1e7 || size < 1e-4) {
    const [mantissa, exponent] = value.toExponential(1).split("e");
    return `${(mantissa ?? "").replace(/\.0$/, "")}·10${superscript(Number(exponent))}`;
  }
  if (size >= 1000) return Math.round(value).toLocaleString("en");
  return String(Number(value.toPrecision(3)));
}

const UNITS = ["B", "KiB", "MiB", "GiB", "TiB"];

/** "1.4 GiB" of 1,500,000,000. */
export function bytes(value: number): string {
  const unit = Math.min(UNITS.length - 1, value < 1 ? 0 : Math.floor(Math.log2(value) / 10));
  return `${digits(value / 1024 ** unit)}${THIN}${UNITS[unit] ?? "B"}`;
}

/** "71 %" of 0.71. */
export function percent(share: number | null | undefined): string {
  if (share === null || share === undefined || !Number.isFinite(share)) return NONE;
  const value = share * 100;
  if (value > 0 && value < 1) return `<${THIN}1${THIN}%`;
  return `${Math.round(value)}${THIN}%`;
}

const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

export function superscript(exponent: number): string {
  return String(exponent).replace("-", "⁻").replace(/\d/g, (digit) => SUPERSCRIPTS[Number(digit)] ?? digit);
}

/** "1 alert", "3 alerts". */
export function plural(n: number, one: string, many: string = `${one}s`): string {
  return `${count(n)} ${n === 1 ? one : many}`;
}
