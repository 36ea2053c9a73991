import type { DefinitionFault } from "../../api/types";
import { h, replace, uniqueId } from "../../ui/h";

export interface Editor {
  element: HTMLElement;
  value: () => string;
  /** Marks lines and lists what is wrong; a click leads to the place. */
  setErrors: (errors: DefinitionFault[]) => void;
  reset: (text: string) => void;
}

const INDENT = "  ";

/** The offset of a line and column, both from 1, in a text. */
export function offsetOf(text: string, line: number, column: number): number {
  let at = 0;
  for (let n = 1; n < line; n++) {
    const end = text.indexOf("\n", at);
    if (end < 0) return text.length;
    at = end + 1;
  }
  const end = text.indexOf("\n", at);
  return Math.min(at + Math.max(0, column - 1), end < 0 ? text.length : end);
}

/** A text field with line numbers. Tab indents; Escape, then Tab leaves, so that nobody is caught in it. */
export function editor(text: string, label: string, readOnly: boolean, onChange: () => void): Editor {
  const errorsId = uniqueId("errors");
  const area = h("textarea", { class: "code", spellcheck: "false", autocomplete: "off", wrap: "off", "aria-label": label, "aria-describedby": errorsId, readonly: readOnly, "data-testid": "definition" });
  const gutter = h("div", { class: "gutter", "aria-hidden": "true" });
  const list = h("ul", { id: errorsId, class: "definition-errors", "data-testid": "definition-errors" });
  let marked = new Set<number>();
  let leaving = false;

  function drawGutter(): void {
    const lines = area.value.split("\n").length;
    area.rows = lines + 1;
    replace(gutter, Array.from({ length: lines }, (_, i) => h("span", { class: marked.has(i + 1) ? "wrong" : null }, String(i + 1))));
  }

  area.value = text;
  area.addEventListener("input", () => {
    drawGutter();
    onChange();
  });
  area.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      leaving = true;
      return;
    }
    if (event.key === "Tab" && !event.shiftKey && !leaving && !readOnly) {
      event.preventDefault();
      area.setRangeText(INDENT, area.selectionStart, area.selectionEnd, "end");
      area.dispatchEvent(new Event("input"));
    }
    if (event.key !== "Shift") leaving = false;
  });
  drawGutter();
  return {
    element: h("div", { class: "editor" }, h("div", { class: "code-frame" }, gutter, area), h("p", { class: "hint" }, "Tab indents; Escape and then Tab leads on."), list),
    value: () => area.value,
    setErrors: (errors) => {
      marked = new Set(errors.map((e) => e.line));
      drawGutter();
      area.setAttribute("aria-invalid", String(errors.length > 0));
      replace(
        list,
        errors.map((error) => {
          const go = (): void => {
            const at = offsetOf(area.value, error.line, error.column);
            area.focus();
            area.setSelectionRange(at, at);
          };
          return h("li", {}, h("button", { type: "button", class: "plain", click: go }, `line ${error.line}${error.key ? `: ${error.key}` : ""}`), ` ${error.message}${/[.!?]$/.test(error.message) ? "" : "."} `, error.remedy);
        }),
      );
    },
    reset: (next) => {
      area.value = next;
      drawGutter();
    },
  };
}
