import type { AlertView } from "../../api/types";
import type { Context } from "../../app/context";
import { link } from "../../app/router";
import { byWhom, entityWord, howOdd, SAID, sentence, valueText, what } from "../../text/alertText";
import { figure, percent } from "../../text/number";
import { full, moment } from "../../time/format";
import { h, type Child } from "../../ui/h";
import { severityBadge } from "../../ui/severity";
import { table } from "../../ui/table";
import { alertChart } from "./alertChart";
import { answers } from "./answers";

export const entityLink = (monitor: string, key: string): HTMLAnchorElement => h("a", { href: link("/entity", { monitor, key }), class: "entity" }, key);

/** The sentence with its entity as a link and its parts told apart. */
function sentenceParts(alert: AlertView): Child {
  const rest = [howOdd(alert), `since ${moment(alert.since, alert.time)}`, byWhom(alert)].filter(Boolean);
  return [entityLink(alert.monitor, alert.entity), ": ", h("strong", {}, what(alert)), rest.length ? `; ${rest.join("; ")}` : ""];
}

/** One alert in full: a sentence, what was seen against what was expected, and what one can say of it. */
export function alertCard(context: Context, alert: AlertView, signal: AbortSignal = context.signal): HTMLElement {
  return h(
    "article",
    { class: "alert-card", "aria-label": `Alert: ${sentence(alert)}`, "data-testid": "alert-card", "data-alert": alert.id },
    h("p", { class: "alert-meta" }, severityBadge(alert.severity), h("span", {}, alert.monitor), h("time", { datetime: alert.time, title: full(alert.time) }, moment(alert.time))),
    h("p", { class: "sentence", "data-testid": "sentence" }, sentenceParts(alert)),
    alert.features.length > 0 ? alertChart(context, alert, signal) : null,
    answers(context, alert),
    h("details", { class: "reading" }, h("summary", {}, "All that was wrong, and how to read it"), features(alert), reading(alert)),
  );
}

function features(alert: AlertView): Child {
  if (alert.features.length === 0) return null;
  return table({
    caption: `Features of the alert of ${alert.entity}`,
    rows: alert.features,
    columns: [
      { title: "Feature", cell: (f) => f.feature },
      { title: "Actual", number: true, cell: (f) => valueText(f.actual) },
      { title: "Expected", number: true, cell: (f) => (f.expected.trim() ? valueText(f.expected) : "–") },
      { title: "Of the deviation", cell: (f) => [h("meter", { min: 0, max: 1, value: f.share, "aria-hidden": "true" }), " ", percent(f.share)] },
    ],
  });
}

function reading(alert: AlertView): Child {
  const word = entityWord(alert.monitor);
  return h(
    "div",
    { class: "prose" },
    h("p", {}, `Each ${word} has a model of what its readings usually are together. Expected is what that model makes of this reading; the deviation is what is left.`),
    alert.surprise !== null
      ? h(
          "p",
          {},
          `Surprise ${figure(alert.surprise)} means that this ${word}, behaving as it usually does, deviates so much once in 10 to the ${figure(alert.surprise)} readings.`,
          alert.cohortSurprise !== null ? ` Among all ${alert.monitor} the reading has a surprise of ${figure(alert.cohortSurprise)}: ${alert.cohortSurprise >= alert.surprise * 0.6 ? "it is odd for any of them." : "others behave like this."}` : "",
        )
      : null,
    alert.provisional ? h("p", {}, `Provisional: the ${word} has no model of its own yet and was judged by that of all ${alert.monitor}.`) : null,
    h("p", { class: "muted" }, [
      alert.confidence !== null ? `Confidence ${percent(alert.confidence)}. ` : "",
      alert.score !== null && alert.threshold !== null ? `Score ${figure(alert.score)}, threshold ${figure(alert.threshold)}. ` : "",
      alert.imputed ? `${percent(alert.imputed)} of the row was missing and filled. ` : "",
      alert.klShare ? `${percent(alert.klShare)} of the score is the latent part. ` : "",
      `Row ${alert.sequence}, alert ${alert.id.slice(0, 12)}.`,
    ]),
  );
}

/** One alert in a line of a list. */
export function alertLine(alert: AlertView, href: string, isCurrent = false): HTMLElement {
  return h(
    "a",
    { class: "alert-line", href, "aria-current": isCurrent ? "true" : null, "data-testid": "alert-line", "data-alert": alert.id },
    severityBadge(alert.severity),
    h("time", { datetime: alert.time, title: full(alert.time) }, moment(alert.time)),
    h("span", { class: "alert-line-text" }, h("b", {}, alert.entity), " ", what(alert)),
    h("span", { class: "alert-line-said" }, alert.said ? (SAID[alert.said.feedback] ?? alert.said.feedback) : ""),
  );
}
