import type { VersionView } from "../../api/types";
import type { Context } from "../../app/context";
import { guard } from "../../app/permission";
import { count, figure } from "../../text/number";
import { ago, full, moment } from "../../time/format";
import { h, type Child } from "../../ui/h";
import { severityMark } from "../../ui/severity";
import { table } from "../../ui/table";
import { sendRequest } from "../entity/requests";
import { originText, verdictText } from "./words";

/** Champion against challenger: what each training came to, and which versions can be put into use. */
export function versionsTable(context: Context, monitor: string, key: string, versions: VersionView[], chosen: number | null, onChoose: (version: number) => void, onAsked: () => void): HTMLElement {
  const most = Math.max(...versions.flatMap((v) => [v.error ?? 0, v.championError ?? 0]), 1e-12);
  const inUse = versions.find((v) => v.isInUse)?.version ?? null;

  const put = async (version: VersionView): Promise<void> => {
    const isBack = inUse !== null && version.version < inUse;
    const sent = await sendRequest(
      context,
      monitor,
      key,
      { kind: isBack ? "rollback" : "promote", version: version.version },
      {
        title: `${isBack ? "Roll back to" : "Promote"} version ${version.version} of ${key}`,
        text: isBack ? "It judges from the next row on. What is trained later must beat it." : "It judges from the next row on, though it was found no better on held-out rows.",
        confirm: isBack ? "Roll back" : "Promote",
      },
    );
    if (sent) onAsked();
  };

  return table({
    caption: `Model versions of ${key}`,
    testId: "versions",
    rows: versions,
    rowClass: (v) => (v.version === chosen ? "chosen" : null),
    columns: [
      {
        title: "Version",
        cell: (v) => [
          h("button", { type: "button", class: "plain", "aria-pressed": v.version === chosen, title: "Shows its training curves", click: () => onChoose(v.version) }, String(v.version)),
          v.isInUse ? h("em", { class: "tag" }, "in use") : null,
        ],
      },
      { title: "Trained", cell: (v) => (v.at ? h("time", { datetime: v.at, title: `${full(v.at)}, ${ago(v.at)}` }, moment(v.at)) : "–") },
      { title: "Outcome", cell: (v) => [isFailure(v) ? severityMark("critical") : null, isFailure(v) ? " " : "", verdictText(v), v.detail ? h("small", { class: "detail" }, v.detail) : null] },
      { title: "Held-out error, champion's below", cell: (v) => errors(v, most) },
      { title: "Rows", number: true, cell: (v) => count(v.rows), wide: true },
      { title: "Model", cell: originText, wide: true },
      {
        title: "Put into use",
        quietTitle: true,
        cell: (v) =>
          v.isKept && !v.isInUse && !v.isFormer
            ? guard(h("button", { type: "button", "data-testid": `use-${v.version}`, click: () => void put(v) }, inUse !== null && v.version < inUse ? "Roll back …" : "Promote …"), context.session, "operator")
            : v.isInUse
              ? ""
              : h("small", {}, v.isFormer ? "of the former file" : "not kept"),
      },
    ],
  });
}

const isFailure = (version: VersionView): boolean => version.verdict === "failed" || version.verdict === "diverged";

function errors(version: VersionView, most: number): Child {
  const bar = (value: number | null, className: string): Child =>
    value === null ? null : h("span", { class: `error-bar ${className}` }, h("meter", { min: 0, max: most, value, "aria-hidden": "true" }), figure(value));
  return [bar(version.error, "error-own") ?? "–", bar(version.championError, "error-champion")];
}
