/** A few words side by side, of which one is chosen. */

import { type Cleanup, html, setText } from "../dom.ts";
import type { MessageKey, Translate } from "../i18n.ts";

export class Choice<T extends string> {
  readonly element = html("div", { class: "al-choice", role: "group" });
  readonly #buttons = new Map<T, HTMLButtonElement>();
  readonly #name: MessageKey;
  readonly #word: (value: T) => MessageKey;
  #value: T;

  constructor(
    name: MessageKey,
    values: readonly T[],
    word: (value: T) => MessageKey,
    cleanup: Cleanup,
    changed: () => void,
    memory: Map<string, string>,
  ) {
    this.#name = name;
    this.#word = word;
    this.#value = values.find((value) => value === memory.get(name)) ?? values[0]!;
    for (const value of values) {
      const button = html("button", { type: "button", "data-testid": `${name}.${value}` });
      cleanup.listen(button, "click", () => {
        this.value = value;
        memory.set(name, value);
        changed();
      });
      this.#buttons.set(value, button);
      this.element.append(button);
    }
    this.value = this.#value;
  }

  get value(): T {
    return this.#value;
  }

  set value(value: T) {
    this.#value = value;
    for (const [one, button] of this.#buttons) button.setAttribute("aria-pressed", String(one === value));
  }

  /** Those that make no sense at the moment are not offered. */
  offer(values: readonly T[]): void {
    for (const [one, button] of this.#buttons) button.hidden = !values.includes(one);
  }

  words(t: Translate): void {
    this.element.setAttribute("aria-label", t(this.#name));
    for (const [value, button] of this.#buttons) setText(button, t(this.#word(value)));
  }
}
