import type { EntityView, FeatureRows } from "../../api/types";
import type { Context } from "../../app/context";
import { heatMap } from "../../charts/heatmap";
import { timeChart } from "../../charts/timeChart";
import { figure, NONE, percent } from "../../text/number";
import { clock, day, moment } from "../../time/format";
import { segments } from "../../ui/form";
import { h, replace } from "../../ui/h";
import { loaded } from "../../ui/loaded";
import { section } from "../../ui/section";
import { empty } from "../../ui/states";

/** How many features are drawn before anyone chooses. */
const FIRST = 3;

/** What is shown by days rather than by the clock. */
const LONG_MS = 4 * 86_400_000;

/** From where on a row counts as a surprise, where the entity has no threshold. */
const DEFAULT_SURPRISE = 4;

/** The features that deviated most in the most surprising of the rows. */
export function leadingFeatures(rows: FeatureRows, many: number): number[] {
  let worst = 0;
  rows.surprise.forEach((s, i) => {
    if ((s ?? 0) > (rows.surprise[worst] ?? 0)) worst = i;
  });
  return rows.features
    .map((info, index) => ({ index, share: info.contributions[worst] ?? 0, draws: info.kind === "number" && !info.context }))
    .filter((f) => f.draws)
    .sort((a, b) => b.share - a.share)
    .slice(0, many)
    .map((f) => f.index);
}

/** Each feature as it was and as the model expected it; below, which of them made each row deviate. */
export function featureSections(context: Context, entity: EntityView): HTMLElement[] {
  let many = "200";
  const heat = h("div", { class: "loaded" });
  let shown = new AbortController();
  const list = loaded({
    label: "features",
    lines: 8,
    signal: context.signal,
    fetch: (signal) => context.api.features(entity.monitor, entity.key, Number(many), signal),
    render: (rows) => {
      shown.abort();
      shown = new AbortController();
      const signal = AbortSignal.any([shown.signal, context.signal]);
      if (rows.t.length === 0) {
        replace(heat);
        return empty("No row is held.", "The rows of an entity are held for training; a new one has none yet.");
      }
      replace(heat, contributionMap(entity, rows, signal));
      return charts(entity, rows, signal);
    },
  });
  return [
    section(
      "Features: actual against expected",
      {
        note: "the band is what the model takes for usual",
        actions: segments(
          "How many rows",
          [
            { value: "100", text: "100 rows" },
            { value: "200", text: "200" },
            { value: "1000", text: "1,000" },
          ],
          many,
          (value) => ((many = value), void list.reload()),
        ),
        testId: "features",
      },
      list.element,
    ),
    section("What made rows deviate", { note: "the darker, the larger the feature's share; pale where the row was no surprise", testId: "contributions" }, heat),
  ];
}

function charts(entity: EntityView, rows: FeatureRows, signal: AbortSignal): HTMLElement[] {
  const place = h("div", { class: "feature-charts" });
  const chosen = new Set(leadingFeatures(rows, FIRST));
  let drawn = new AbortController();
  const draw = (): void => {
    drawn.abort();
    drawn = new AbortController();
    const until = AbortSignal.any([drawn.signal, signal]);
    replace(place, chosen.size > 0 ? [...chosen].sort((a, b) => a - b).map((feature) => featureChart(entity, rows, feature, until)) : empty("No feature is chosen."));
  };
  const chips = rows.features.map((info, index) => {
    const input = h("input", { type: "checkbox", checked: chosen.has(index), disabled: info.kind === "word" });
    input.addEventListener("change", () => {
      if (input.checked) chosen.add(index);
      else chosen.delete(index);
      draw();
    });
    return h("label", { class: "chip", title: info.context ? "Context: the model sees it and is not asked to reconstruct it." : info.kind === "word" ? "A word: it has no curve." : null }, input, h("span", {}, info.name, info.context ? h("small", {}, " context") : null));
  });
  draw();
  return [
    h("fieldset", { class: "chips" }, h("legend", { class: "visually-hidden" }, "Features to draw"), chips),
    place,
    rows.exactTimes ? h("span", { hidden: true }) : h("p", { class: "hint" }, "One row in eight carries its own time; the others lie evenly between."),
    rows.season ? h("p", { class: "hint" }, "Figures are without what is usual for the time of day.") : h("span", { hidden: true }),
  ];
}

function featureChart(entity: EntityView, rows: FeatureRows, feature: number, signal: AbortSignal): HTMLElement {
  const name = rows.features[feature]?.name ?? "";
  const series = rows.features[feature];
  return timeChart(
    {
      label: `${name} of ${entity.key}: actual, expected and the usual band`,
      height: 132,
      series: [
        { label: "upper", color: "band", width: 0, silent: true },
        { label: "lower", color: "band", width: 0, silent: true },
        { label: `${name} expected`, color: "expected", dash: [5, 4], text: figure },
        { label: "actual", color: "actual", width: 1.75, text: figure },
      ],
      bands: [[0, 1]],
      axisText: figure,
      axisSize: 52,
      sync: `features ${entity.key}`,
      signal,
      testId: `feature-${name}`,
    },
    { t: rows.t, columns: [series?.high, series?.low, series?.expected, series?.actual].map((column) => column ?? []) },
  ).element;
}

/** How strongly a row is coloured; one whose surprise was not stored by half. */
const oddness = (surprise: number | null, threshold: number): number => (surprise === null ? 0.5 : Math.min(1, (Math.max(0, surprise) / threshold) ** 1.5));

function contributionMap(entity: EntityView, rows: FeatureRows, signal: AbortSignal): HTMLElement {
  const threshold = entity.threshold?.surprise ?? DEFAULT_SURPRISE;
  const isLong = (rows.t[rows.t.length - 1] ?? 0) - (rows.t[0] ?? 0) > LONG_MS;
  return heatMap({
    label: `Which feature made each of the last ${rows.t.length} rows of ${entity.key} deviate`,
    rows: rows.features.map((f) => f.name),
    columns: rows.t.length,
    strength: (row, column) => (rows.features[row]?.contributions[column] ?? 0) * oddness(rows.surprise[column] ?? null, threshold),
    text: (row, column) => {
      const series = rows.features[row];
      const isWord = series?.kind === "word";
      const expected = isWord ? series.expectedWords[column] : figure(series?.expected[column]);
      return [
        moment(rows.t[column] ?? 0),
        `${series?.name ?? ""} ${(isWord ? series.words[column] : figure(series?.actual[column])) ?? ""}`,
        expected && expected !== NONE ? `expected ${expected}` : "",
        series?.context ? "context" : `${percent(series?.contributions[column])} of the deviation`,
        rows.surprise[column] === null ? "" : `surprise ${figure(rows.surprise[column])}`,
        rows.excluded[column] ? "kept out of training" : "",
      ]
        .filter(Boolean)
        .join(" · ");
    },
    mark: (column) => (isLong ? day : clock)(rows.t[column] ?? 0),
    signal,
    testId: "heat-map",
  });
}
