import { DashboardCursorSync, VariableHide, VariableRefresh, VariableSort, type AnnotationQuery, type Dashboard, type Panel, type RowPanel, type VariableModel } from "@grafana/schema";
import { consoleLink, otherDashboards, TAG } from "./links.js";
import { COLUMNS, dataSource, type Draft } from "./panel.js";
import { ofMonitor } from "./query.js";

/** Panels under a heading; they fill lines from left to right. */
export interface Section {
  readonly title: string;
  readonly panels: readonly Draft[];
}

export interface DashboardOptions {
  /** Stable: links and bookmarks hold it. */
  readonly uid: string;
  readonly title: string;
  readonly about: string;
  readonly tags: readonly string[];
  /** Whether one monitor is looked at, or as many as the reader likes. */
  readonly monitors?: "one" | "many" | "none";
  readonly console: string;
  readonly sections: readonly Section[];
}

export function dashboard(options: DashboardOptions): Dashboard {
  const monitors = options.monitors ?? "many";
  return {
    uid: options.uid,
    title: options.title,
    description: options.about,
    tags: [TAG, ...options.tags],
    editable: true,
    graphTooltip: DashboardCursorSync.Crosshair,
    schemaVersion: 42,
    version: 1,
    refresh: "10s",
    time: { from: "now-1h", to: "now" },
    timezone: "browser",
    links: [otherDashboards, consoleLink(options.console)],
    annotations: { list: monitors === "none" ? [] : annotations },
    templating: { list: variables(monitors) },
    panels: placed(options.sections),
  };
}

/** Each section begins with a row; a panel that does not fit into a line begins the next. */
function placed(sections: readonly Section[]): (Panel | RowPanel)[] {
  const all: (Panel | RowPanel)[] = [];
  let id = 1;
  let y = 0;
  for (const section of sections) {
    all.push({ id: id++, type: "row", title: section.title, collapsed: false, panels: [], gridPos: { x: 0, y, w: COLUMNS, h: 1 } });
    y++;
    let x = 0;
    let lineHeight = 0;
    for (const { width, height, ...panel } of section.panels) {
      if (x + width > COLUMNS) {
        y += lineHeight;
        x = lineHeight = 0;
      }
      all.push({ id: id++, ...panel, gridPos: { x, y, w: width, h: height } });
      x += width;
      lineHeight = Math.max(lineHeight, height);
    }
    y += lineHeight;
  }
  return all;
}

function variables(monitors: "one" | "many" | "none"): VariableModel[] {
  const list: VariableModel[] = [
    { name: "datasource", label: "Data source", type: "datasource", query: "prometheus", refresh: VariableRefresh.onDashboardLoad, hide: VariableHide.dontHide },
    choice("job", "Job", "label_values(streamae_monitor_running, job)", "many"),
    choice("instance", "Process", `label_values(streamae_monitor_running{job=~"$job"}, instance)`, "many"),
  ];
  if (monitors !== "none") list.push(choice("monitor", "Monitor", `label_values(streamae_monitor_running{job=~"$job", instance=~"$instance"}, streamae_monitor)`, monitors));
  list.push({ name: "console", label: "Console", type: "textbox", query: "http://127.0.0.1:8080", hide: VariableHide.dontHide, current: { text: "http://127.0.0.1:8080", value: "http://127.0.0.1:8080" } });
  return list;
}

function choice(name: string, label: string, query: string, monitors: "one" | "many"): VariableModel {
  const isMany = monitors === "many";
  return {
    name,
    label,
    type: "query",
    datasource: dataSource,
    query: { query, refId: name },
    refresh: VariableRefresh.onTimeRangeChanged,
    sort: VariableSort.alphabeticalAsc,
    hide: VariableHide.dontHide,
    multi: isMany,
    includeAll: isMany,
    ...(isMany ? { allValue: ".*", current: { text: "All", value: "$__all" } } : {}),
  };
}

/** What changed how events are judged: new models and new thresholds. */
const annotations: AnnotationQuery[] = [
  annotation("Models promoted", "blue", `sum by (streamae_monitor, streamae_origin) (increase(streamae_models_promoted_total{${ofMonitor}}[1m])) > 0`, "{{streamae_monitor}}: models promoted ({{streamae_origin}})"),
  annotation("Thresholds changed", "purple", `sum by (streamae_monitor) (increase(streamae_threshold_changes_total{${ofMonitor}}[1m])) > 0`, "{{streamae_monitor}}: a threshold was changed"),
];

function annotation(name: string, iconColor: string, expr: string, titleFormat: string): AnnotationQuery {
  return { name, enable: true, iconColor, datasource: dataSource, ...{ expr, step: "60s", titleFormat, useValueForTime: false } };
}
