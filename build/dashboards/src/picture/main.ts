// Draws the dashboards as SVG from a Prometheus that has scraped a service: for the documentation, where no Grafana is at hand.
//   node out/picture/main.js PROMETHEUS START END FOLDER NAME=INSTANCE…
// START and END in seconds since 1970; each NAME is a dashboard, drawn for the processes that the pattern INSTANCE matches.
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { Dashboard, Panel } from "@grafana/schema";
import { draw, escape, type Named, type Shape } from "./draw.js";
import { Prometheus } from "./prometheus.js";

const COLUMN = 50;
const ROW = 30;
const HEAD = 46;
const MONITOR = "pumps";

const [url, start, end, folder, ...wanted] = process.argv.slice(2) as [string, string, string, string, ...string[]];
const dashboards = path.join(path.dirname(fileURLToPath(import.meta.url)), "..", "..", "..", "..", "dashboards");
const prometheus = new Prometheus(url, Number(start), Number(end), 90);

for (const want of wanted) {
  const [name, instance] = want.split("=") as [string, string];
  const dashboard = JSON.parse(readFileSync(path.join(dashboards, `${name}.json`), "utf8")) as Dashboard;
  writeFileSync(path.join(folder, `dashboard-${name}.svg`), await picture(name, dashboard, instance));
}

async function picture(name: string, dashboard: Dashboard, instance: string): Promise<string> {
  const variable = (dashboard.templating?.list ?? []).find((v) => v.name === "monitor");
  const monitor = variable?.multi ? ".*" : MONITOR;
  const substitute = (expr: string): string =>
    expr
      .replaceAll("$__rate_interval", "20s")
      .replaceAll("$__range", `${Number(end) - Number(start)}s`)
      .replaceAll("$job", ".*")
      .replaceAll("$instance", instance)
      .replaceAll("$monitor", monitor);
  let body = "";
  let bottom = 0;
  for (const panel of dashboard.panels ?? []) {
    const { x, y, w, h } = panel.gridPos!;
    bottom = Math.max(bottom, y + h);
    if (panel.type === "row") {
      body += `<text class="row" x="8" y="${HEAD + y * ROW + 20}">${escape(panel.title ?? "")}</text>`;
      continue;
    }
    const box = { x: x * COLUMN + 3, y: HEAD + y * ROW + 3, w: w * COLUMN - 6, h: h * ROW - 6 };
    body += draw(shapeOf(panel as Panel), await seriesOf(panel as Panel, substitute), box, [prometheus.start, prometheus.end]);
  }
  const height = HEAD + bottom * ROW + 6;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 ${height}" width="1200" height="${height}" font-family="system-ui, sans-serif">
<style>.back{fill:#111217}.panel{fill:#181b1f;stroke:#2c3235}.title{fill:#d8d9da;font-size:12px;font-weight:600}.row{fill:#d8d9da;font-size:14px}.small{fill:#c7d0d9;font-size:10px}.axis{fill:#9fa7b3;font-size:9px}.grid{stroke:#2c3235}.number{fill:#fff;font-weight:600}.value{fill:#d8d9da;font-size:12px}.none{fill:#9fa7b3;font-size:12px}.track{fill:#22252b}.head{fill:#fff;font-size:17px;font-weight:600}.note{fill:#9fa7b3;font-size:11px}</style>
<rect class="back" width="1200" height="${height}"/>
<text class="head" x="8" y="28">${escape(dashboard.title ?? "")}</text><text class="note" x="1192" y="27" text-anchor="end">drawn from dashboards/${name}.json and what a Prometheus scraped of the demo; Grafana's own look differs</text>
${body}
</svg>
`;
}

async function seriesOf(panel: Panel, substitute: (expr: string) => string): Promise<Named[]> {
  const found: Named[] = [];
  for (const target of panel.targets ?? []) {
    const { expr, legendFormat, instant } = target as { expr: string; legendFormat: string; instant: boolean };
    for (const series of await prometheus.ask(substitute(expr), instant)) {
      found.push({ ...series, name: legendFormat.replace(/\{\{(\w+)\}\}/g, (_, label: string) => series.labels[label] ?? "") });
    }
  }
  return found;
}

function shapeOf(panel: Panel): Shape {
  const defaults = panel.fieldConfig?.defaults ?? {};
  const custom = (defaults.custom ?? {}) as { stacking?: { mode: string }; scaleDistribution?: { type: string } };
  const options = (panel.options ?? {}) as { yAxis?: { unit: string } };
  const steps = defaults.thresholds?.steps ?? [];
  const mapping = defaults.mappings?.[0]?.options as Record<string, { text: string }> | undefined;
  return {
    type: panel.type,
    title: panel.title ?? "",
    unit: options.yAxis?.unit ?? defaults.unit ?? "short",
    ...(defaults.decimals === undefined ? {} : { decimals: defaults.decimals }),
    stacked: custom.stacking?.mode === "normal",
    logarithmic: custom.scaleDistribution?.type === "log",
    ...(defaults.min === undefined ? {} : { min: defaults.min }),
    ...(defaults.max === undefined ? {} : { max: defaults.max }),
    steps,
    hasThresholds: steps.length > 1,
    words: Object.fromEntries(Object.entries(mapping ?? {}).map(([value, { text }]) => [value, text])),
    nothing: defaults.noValue ?? "no data",
  };
}
