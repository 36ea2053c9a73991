import { h, uniqueId, type Child } from "./h";

export interface Choice<T extends string> {
  value: T;
  text: string;
}

export function field(label: string, control: HTMLElement, hint: Child = null): HTMLElement {
  control.id ||= uniqueId("field");
  const hintId = hint ? uniqueId("hint") : null;
  if (hintId) control.setAttribute("aria-describedby", hintId);
  return h("div", { class: "field" }, h("label", { for: control.id }, label), control, hintId ? h("p", { id: hintId, class: "hint" }, hint) : null);
}

export function select<T extends string>(choices: Choice<T>[], value: T | null, onChange: (value: T) => void, testId?: string): HTMLSelectElement {
  const element = h(
    "select",
    { "data-testid": testId ?? null, change: () => onChange(element.value as T) },
    choices.map((choice) => h("option", { value: choice.value, selected: choice.value === value }, choice.text)),
  );
  return element;
}

/** A few choices side by side, of which one holds: radio buttons that look like one control. */
export function segments<T extends string>(legend: string, choices: Choice<T>[], value: T, onChange: (value: T) => void, testId?: string): HTMLFieldSetElement {
  const name = uniqueId("segments");
  return h(
    "fieldset",
    { class: "segments", "data-testid": testId ?? null },
    h("legend", { class: "visually-hidden" }, legend),
    choices.map((choice) =>
      h(
        "label",
        {},
        h("input", { type: "radio", name, value: choice.value, checked: choice.value === value, change: () => onChange(choice.value) }),
        h("span", {}, choice.text),
      ),
    ),
  );
}
