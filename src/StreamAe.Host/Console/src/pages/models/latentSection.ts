import type { Latent } from "../../api/types";
import type { Context } from "../../app/context";
import { scatter } from "../../charts/scatter";
import { count, figure } from "../../text/number";
import { moment } from "../../time/format";
import { h, type Child } from "../../ui/h";
import { loaded } from "../../ui/loaded";
import { section } from "../../ui/section";
import { empty } from "../../ui/states";

/** A unit that carries less is taken for collapsed. */
const COLLAPSED_NATS = 0.01;

/** From where on a row is drawn as odd, and as very odd. */
const ODD = 4;
const VERY_ODD = 8;

const ROWS = 500;

/** What the model keeps of each row: the codes in a plane, and how much each latent unit carries. */
export function latentSection(context: Context, monitor: string, key: string, signal: AbortSignal): HTMLElement {
  const list = loaded({
    label: "the latent map",
    lines: 6,
    signal,
    fetch: (s) => context.api.latent(monitor, key, ROWS, s),
    render: (latent) => [map(key, latent, signal), units(latent)],
  });
  return section("Latent map", { note: "each reading as the model encodes it", testId: "latent" }, list.element);
}

function map(key: string, latent: Latent, signal: AbortSignal): Child {
  if (latent.x.length === 0) return empty("There are no codes to show.", "The entity holds no rows yet, or has no model.");
  const points = latent.x.map((x, i) => {
    const surprise = latent.surprise[i] ?? 0;
    return { x, y: latent.y[i] ?? 0, rank: (surprise >= VERY_ODD ? 2 : surprise >= ODD ? 1 : 0) as 0 | 1 | 2, text: `${moment(latent.t[i] ?? 0)}: surprise ${figure(surprise)}` };
  });
  const odd = points.filter((p) => p.rank > 0).length;
  const axes: [string, string] = latent.axes === "units" ? ["unit 1", "unit 2"] : ["principal component 1", "2"];
  return [
    scatter(`Codes of the last ${points.length} rows of ${key} by ${latent.axes === "units" ? "units" : "principal components"}; ${odd} of them with a surprise of ${ODD} or more`, points, axes, signal),
    h("p", { class: "legend" }, h("span", { class: "dot dot-0" }, "usual"), h("span", { class: "dot dot-1" }, `surprise ${ODD} and more`), h("span", { class: "dot dot-2" }, `${VERY_ODD} and more`)),
  ];
}

function units(latent: Latent): Child {
  if (latent.kl === null) return h("p", { class: "muted" }, "The model is no VAE, so its units carry no KL divergence.");
  const most = Math.max(...latent.kl, COLLAPSED_NATS);
  const collapsed = latent.kl.filter((kl) => kl < COLLAPSED_NATS).length;
  return [
    h("h3", {}, "KL per latent unit"),
    h(
      "ol",
      { class: "units" },
      latent.kl.map((kl, i) =>
        h("li", {}, h("span", { class: "muted" }, `unit ${i + 1}`), h("meter", { min: 0, max: most, value: kl, "aria-hidden": "true" }), h("span", {}, `${figure(kl)} nats`), kl < COLLAPSED_NATS ? h("em", { class: "tag" }, "collapsed") : null),
      ),
    ),
    collapsed > 0 ? h("p", { class: "hint" }, `${count(collapsed)} of ${count(latent.kl.length)} units carry nothing: a smaller latent width would do as well.`) : null,
  ];
}
