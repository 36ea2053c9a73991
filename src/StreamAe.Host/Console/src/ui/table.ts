import { h, type Child } from "./h";

export interface Column<T> {
  title: string;
  cell: (row: T) => Child;
  /** Right-aligned tabular figures. */
  number?: boolean;
  /** Left out on narrow screens: it must be of lesser worth, or be said elsewhere. */
  wide?: boolean;
  class?: string;
  /** The title is for those who hear it: the column holds buttons. */
  quietTitle?: boolean;
}

export interface TableOptions<T> {
  caption: string;
  columns: Column<T>[];
  rows: T[];
  testId?: string;
  rowClass?: (row: T) => string | null;
}

/** A table with a caption for those who hear it; scrolls by itself where it is too wide. */
export function table<T>(options: TableOptions<T>): HTMLElement {
  const head = options.columns.map((column) => h("th", { scope: "col", class: classes(column) }, column.quietTitle ? h("span", { class: "visually-hidden" }, column.title) : column.title));
  const body = options.rows.map((row) =>
    h(
      "tr",
      { class: options.rowClass?.(row) ?? null },
      options.columns.map((column, index) =>
        index === 0 ? h("th", { scope: "row", class: classes(column) }, column.cell(row)) : h("td", { class: classes(column) }, column.cell(row)),
      ),
    ),
  );
  return h(
    "div",
    { class: "table-scroll", tabindex: "0", role: "group", "aria-label": options.caption, "data-testid": options.testId ?? null },
    h("table", {}, h("caption", { class: "visually-hidden" }, options.caption), h("thead", {}, h("tr", {}, head)), h("tbody", {}, body)),
  );
}

function classes<T>(column: Column<T>): string | null {
  return [column.number ? "number" : "", column.wide ? "wide" : "", column.class ?? ""].filter(Boolean).join(" ") || null;
}
