import type { DashboardLink } from "@grafana/schema";

/** All dashboards have it: they link to each other by it. */
export const TAG = "streamae";

const plain = { asDropdown: false, icon: "external link", includeVars: false, keepTime: false, tags: [], tooltip: "" };

/** A page of the console; its address is a variable of the dashboard. */
export const consoleLink = (path: string, title = "Console"): DashboardLink => ({ ...plain, type: "link", title, url: `\${console}${path}`, targetBlank: true });

/** The other dashboards, with the same time and variables. */
export const otherDashboards: DashboardLink = {
  ...plain,
  type: "dashboards",
  title: "StreamAe",
  icon: "dashboard",
  tags: [TAG],
  asDropdown: true,
  includeVars: true,
  keepTime: true,
  targetBlank: false,
  url: "",
};

