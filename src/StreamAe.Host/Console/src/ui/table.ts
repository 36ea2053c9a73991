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

/** Tables with more columns become a block a row on a phone, each value under its title. */
const MOST_COLUMNS_IN_ROWS = 4;

/** A table with a caption for those who hear it; roles are named, since they are lost where a phone shows rows as blocks. */
export function table<T>(options: TableOptions<T>): HTMLElement {
  const head = options.columns.map((column) =>
    h("th", { scope: "col", role: "columnheader", class: classes(column) }, column.quietTitle ? h("span", { class: "visually-hidden" }, column.title) : column.title),
  );
  const body = options.rows.map((row) => h("tr", { role: "row", class: options.rowClass?.(row) ?? null }, options.columns.map((column, index) => cell(column, row, index === 0))));
  const stacks = options.columns.length > MOST_COLUMNS_IN_ROWS;
  return h(
    "div",
    { class: stacks ? "table-scroll stacks" : "table-scroll", tabindex: "0", role: "group", "aria-label": options.caption, "data-testid": options.testId ?? null },
    h(
      "table",
      { role: "table" },
      h("caption", { class: "visually-hidden" }, options.caption),
      h("thead", { role: "rowgroup" }, h("tr", { role: "row" }, head)),
      h("tbody", { role: "rowgroup" }, body),
    ),
  );
}

function cell<T>(column: Column<T>, row: T, isFirst: boolean): HTMLElement {
  const attributes = { class: classes(column), "data-title": column.quietTitle ? null : column.title };
  return isFirst ? h("th", { scope: "row", role: "rowheader", ...attributes }, column.cell(row)) : h("td", { role: "cell", ...attributes }, column.cell(row));
}

function classes<T>(column: Column<T>): string | null {
  return [column.number ? "number" : "", column.wide ? "wide" : "", column.class ?? ""].filter(Boolean).join(" ") || null;
}
