import type { MonitorView, Page } from "../../api/types";
import type { Context } from "../../app/context";
import { link } from "../../app/router";
import { count } from "../../text/number";
import { field, segments } from "../../ui/form";
import { h, replace } from "../../ui/h";
import { debounce, loaded } from "../../ui/loaded";
import { ofMonitor } from "../../ui/pick";
import { section } from "../../ui/section";
import { empty } from "../../ui/states";
import { toastError } from "../../ui/toast";
import { worstTable } from "../overview/worst";

const LIMIT = 200;
const PAUSE_MS = 200;

/** The entities of a monitor: those that gave most alerts, and any by its key. */
export function entitiesPage(context: Context): void {
  ofMonitor(context, "Entities", null, (monitor, signal) => h("div", { class: "columns-two" }, all(context, monitor, signal), worst(context, monitor, signal)));
}

function all(context: Context, monitor: MonitorView, signal: AbortSignal): HTMLElement {
  const search = h("input", { type: "search", value: context.query.get("search") ?? "", placeholder: "part of the key", "data-testid": "entity-search", autocomplete: "off", spellcheck: "false" });
  const list = loaded({
    label: "entities",
    signal,
    fetch: (s) => context.api.entities(monitor.name, { search: search.value.trim(), limit: LIMIT }, s),
    render: (page) => keys(context, monitor, search.value.trim(), page, signal),
  });
  search.addEventListener(
    "input",
    debounce(PAUSE_MS, () => {
      context.remember({ search: search.value.trim() });
      void list.reload();
    }),
  );
  return section("All entities", { note: `${count(monitor.entities)} of ${monitor.name}` }, field("Search", search), list.element);
}

function keys(context: Context, monitor: MonitorView, search: string, page: Page<{ key: string }>, signal: AbortSignal): HTMLElement[] {
  if (page.items.length === 0) {
    return [search ? empty("No entity has this in its key.") : empty("No entity yet.", "Entities appear with their first reading.")];
  }
  const list = h("ul", { class: "keys", "data-testid": "entities" });
  const more = h("div", {});
  const add = (next: Page<{ key: string }>): void => {
    list.append(...next.items.map((e) => h("li", {}, h("a", { href: link("/entity", { monitor: monitor.name, key: e.key }) }, e.key))));
    replace(more, next.next ? h("button", { type: "button", click: () => void further(next.next ?? "") }, "Show more") : null);
  };
  const further = async (cursor: string): Promise<void> => {
    try {
      add(await context.api.entities(monitor.name, { search, limit: LIMIT, cursor }, signal));
    } catch (error) {
      toastError(error, "Further entities did not come");
    }
  };
  add(page);
  return [list, more];
}

function worst(context: Context, monitor: MonitorView, signal: AbortSignal): HTMLElement {
  let hours = "168";
  const list = loaded({
    label: "worst entities",
    signal,
    fetch: (s) => context.api.worst(monitor.name, Number(hours), 25, s),
    render: ({ items }) => worstTable(monitor.name, items),
  });
  return section(
    "Worst entities",
    {
      note: "most alerts",
      actions: segments(
        "Of how long",
        [
          { value: "24", text: "24 h" },
          { value: "168", text: "7 d" },
          { value: "720", text: "30 d" },
        ],
        hours,
        (value) => ((hours = value), void list.reload()),
      ),
    },
    list.element,
  );
}
