import type { Live, LiveState } from "../api/live";
import type { Session } from "../api/types";
import { segments } from "../ui/form";
import { h, replace } from "../ui/h";
import { toastRegion } from "../ui/toast";
import { onZoneChange, zoneChoice, zoneLabel } from "../time/zone";
import { setTheme, setZone, theme } from "./preferences";

export const PAGES: { path: string; name: string; within?: string[] }[] = [
  { path: "/", name: "Overview" },
  { path: "/alerts", name: "Alerts" },
  { path: "/entities", name: "Entities", within: ["/entity"] },
  { path: "/thresholds", name: "Thresholds" },
  { path: "/models", name: "Models" },
  { path: "/sources", name: "Sources" },
  { path: "/monitors", name: "Monitors" },
  { path: "/audit", name: "Audit" },
];

const STATES: Record<LiveState, [string, string]> = {
  live: ["live", "Figures and alerts come as they happen."],
  connecting: ["connecting", "The connection for live figures is being made."],
  away: ["no connection", "The service does not answer; trying again by itself. What is shown may be old."],
  paused: ["paused", "Nothing is sent while this window is hidden."],
};

export interface Shell {
  main: HTMLElement;
  setCurrent: (path: string) => void;
}

/** The frame around each page: navigation, state of the connection, preferences. */
export function buildShell(session: Session, live: Live, onSignOut: () => void): Shell {
  const main = h("main", { id: "main", tabindex: "-1" });
  const links = PAGES.map((page) => h("a", { href: page.path, "data-testid": `nav-${page.name.toLowerCase()}` }, page.name));
  const state = h("p", { class: "live-state", role: "status", "data-testid": "live-state" });
  live.onState((next) => {
    const [word, meaning] = STATES[next];
    state.dataset["state"] = next;
    state.title = meaning;
    replace(state, h("span", { class: "live-dot", "aria-hidden": "true" }), word);
  });
  const zone = h("p", { class: "muted zone", "data-testid": "zone" }, zoneLabel());
  onZoneChange(() => replace(zone, zoneLabel()));
  const settings = h(
    "details",
    { class: "settings" },
    h("summary", {}, "Display and account"),
    h(
      "div",
      { class: "settings-body" },
      h("p", { class: "label" }, "Colours"),
      segments(
        "Colours",
        [
          { value: "system", text: "System" },
          { value: "light", text: "Light" },
          { value: "dark", text: "Dark" },
        ],
        theme(),
        setTheme,
        "theme",
      ),
      h("p", { class: "label" }, "Times"),
      segments(
        "Times",
        [
          { value: "local", text: "Local" },
          { value: "utc", text: "UTC" },
        ],
        zoneChoice(),
        setZone,
        "zone-choice",
      ),
      zone,
      h("p", { class: "muted" }, session.open ? "No sign-in is configured: everyone who reaches this port is an administrator." : `${session.name}, ${session.role}`),
      session.open ? null : h("button", { type: "button", click: onSignOut, "data-testid": "sign-out" }, "Sign out"),
    ),
  );
  const readOnly = session.role === "viewer" ? h("p", { class: "read-only", title: "Your role is viewer: you see everything and change nothing." }, "read only") : null;
  replace(
    document.body,
    h("a", { class: "skip", href: "#main", click: (event: Event) => (event.preventDefault(), main.focus()) }, "To the content"),
    h(
      "header",
      { class: "rail" },
      h("p", { class: "brand" }, h("a", { href: "/" }, "StreamAe")),
      h("nav", { "aria-label": "Pages" }, links),
      h("div", { class: "rail-foot" }, state, readOnly, settings),
    ),
    main,
    toastRegion(),
  );
  return {
    main,
    setCurrent: (path) => {
      PAGES.forEach((page, index) => {
        const current = page.path === path || page.within?.includes(path);
        if (current) {
          links[index]?.setAttribute("aria-current", "page");
          links[index]?.scrollIntoView({ block: "nearest", inline: "nearest" });
        } else {
          links[index]?.removeAttribute("aria-current");
        }
      });
    },
  };
}
