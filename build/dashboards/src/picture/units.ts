/** A number with its unit, as short as Grafana writes it. */
export function format(value: number, unit: string, decimals?: number): string {
  if (!Number.isFinite(value)) return "–";
  const custom = /^suffix:(.*)$/.exec(unit)?.[1];
  if (custom !== undefined) return short(value, decimals) + custom;
  switch (unit) {
    case "s":
      return duration(value);
    case "ms":
      return duration(value / 1000);
    case "percentunit":
      return `${digits(value * 100, decimals)} %`;
    case "percent":
      return `${digits(value, decimals)} %`;
    case "bytes":
    case "Bps":
      return binary(value) + (unit === "Bps" ? "/s" : "");
    case "eps":
    case "ops":
    case "rowsps":
    case "reqps":
      return `${short(value, decimals)}/s`;
    default:
      return short(value, decimals);
  }
}

function digits(value: number, decimals?: number): string {
  if (value === 0) return "0";
  const least = Math.abs(value) < 0.001 ? value.toExponential(0) : value.toPrecision(3);
  return decimals === undefined ? `${Number(least)}` : value.toFixed(decimals);
}

function short(value: number, decimals?: number): string {
  const size = Math.abs(value);
  for (const [limit, mark] of [[1e9, " B"], [1e6, " M"], [1e3, " K"]] as const) if (size >= limit) return `${digits(value / limit)}${mark}`;
  return digits(value, decimals);
}

function binary(value: number): string {
  let size = value;
  for (const mark of ["B", "KiB", "MiB", "GiB"]) {
    if (Math.abs(size) < 1024 || mark === "GiB") return `${digits(size)} ${mark}`;
    size /= 1024;
  }
  return "";
}

function duration(seconds: number): string {
  const size = Math.abs(seconds);
  if (size === 0) return "0 s";
  for (const [limit, mark] of [[86_400, "d"], [3600, "h"], [60, "min"], [1, "s"], [1e-3, "ms"], [1e-6, "µs"]] as const) if (size >= limit) return `${digits(seconds / limit)} ${mark}`;
  return `${digits(seconds)} s`;
}
