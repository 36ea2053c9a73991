import type { AlertView } from "../../api/types";
import type { Context } from "../../app/context";
import { SAID, sentence, what } from "../../text/alertText";
import { full, moment } from "../../time/format";
import { h, replace, uniqueId } from "../../ui/h";
import { severityBadge } from "../../ui/severity";
import { alertCard } from "./alertCard";

export interface AlertListOptions {
  open?: string | null;
  onOpen?: (id: string | null) => void;
  /** Shown within a page about one entity: its name is not repeated. */
  ofEntity?: boolean;
}

/** Alerts in lines; each opens into the whole alert below it. */
export function alertList(context: Context, alerts: AlertView[], signal: AbortSignal, options: AlertListOptions = {}): HTMLElement {
  let close: (() => void) | null = null;

  const item = (alert: AlertView): HTMLElement => {
    const place = h("div", { id: uniqueId("alert"), hidden: true, class: "alert-open" });
    let shown: AbortController | null = null;
    const button = h(
      "button",
      { type: "button", class: "alert-line", "aria-expanded": "false", "aria-controls": place.id, "data-testid": "alert-line", "data-alert": alert.id, title: sentence(alert), click: () => (shown ? shut() : open()) },
      severityBadge(alert.severity),
      h("time", { datetime: alert.time, title: full(alert.time) }, moment(alert.time)),
      h("span", { class: "alert-line-text" }, options.ofEntity ? null : [h("b", {}, alert.entity), " "], what(alert)),
      h("span", { class: "alert-line-said" }, alert.said ? (SAID[alert.said.feedback] ?? alert.said.feedback) : ""),
    );
    const shut = (): void => {
      shown?.abort();
      shown = null;
      place.hidden = true;
      replace(place);
      button.setAttribute("aria-expanded", "false");
      close = null;
      options.onOpen?.(null);
    };
    const open = (): void => {
      close?.();
      shown = new AbortController();
      replace(place, alertCard(context, alert, AbortSignal.any([shown.signal, signal])));
      place.hidden = false;
      button.setAttribute("aria-expanded", "true");
      close = shut;
      options.onOpen?.(alert.id);
    };
    if (alert.id === options.open) open();
    return h("li", {}, button, place);
  };

  return h("ol", { class: "alert-list" }, alerts.map(item));
}
