/** The few controls that playgrounds are steered with. Keys on them stay there: JupyterLab would take them as commands. */

import { type Cleanup, html, setText } from "../dom.ts";
import { type IconName, icon } from "../icons.ts";

const FINE = 1000;

/** A slider on a logarithmic scale, or on a linear one in steps of `step`. */
export class Slider {
  readonly element = html("label", { class: "al-play-slider" });
  readonly #name = html("span");
  readonly #range = html("input", { type: "range", min: 0, max: FINE, step: 1 });
  readonly #value = html("output");
  readonly #low: number;
  readonly #high: number;
  readonly #step: number | undefined;

  constructor(
    cleanup: Cleanup,
    scale: { readonly low: number; readonly high: number; readonly step?: number },
    changed: (value: number) => void,
  ) {
    this.#low = scale.low;
    this.#high = scale.high;
    this.#step = scale.step;
    if (this.#step) this.#range.max = String(Math.round((this.#high - this.#low) / this.#step));
    this.element.append(this.#name, this.#range, this.#value);
    cleanup.listen(this.#range, "input", () => {
      const value = this.#toValue();
      this.show(value);
      changed(value);
    });
    keepKeys(this.#range, cleanup);
  }

  words(name: string): void {
    setText(this.#name, name);
    this.#range.setAttribute("aria-label", name);
  }

  show(value: number): void {
    const most = Number(this.#range.max);
    const part = this.#step
      ? (value - this.#low) / (this.#high - this.#low)
      : Math.log(Math.max(value, this.#low) / this.#low) / Math.log(this.#high / this.#low);
    const position = String(Math.round(Math.min(1, Math.max(0, part)) * most));
    if (this.#range.value !== position) this.#range.value = position;
    this.#range.style.setProperty("--filled", `${Math.min(1, Math.max(0, part)) * 100}%`);
    const text = String(Number(value.toPrecision(3)));
    setText(this.#value, text);
    this.#range.setAttribute("aria-valuetext", text);
  }

  set disabled(off: boolean) {
    this.#range.disabled = off;
  }

  #toValue(): number {
    const part = this.#range.valueAsNumber / Number(this.#range.max);
    if (this.#step) return Number((this.#low + part * (this.#high - this.#low)).toFixed(6));
    return Number((this.#low * (this.#high / this.#low) ** part).toPrecision(2));
  }
}

/** Some words side by side, one of which is chosen. */
export class Choice {
  readonly element = html("div", { class: "al-choice", role: "radiogroup" });
  readonly #cleanup: Cleanup;
  readonly #chosen: (key: string) => void;
  readonly #buttons = new Map<string, HTMLButtonElement>();
  #key = "";
  #off = false;

  constructor(cleanup: Cleanup, chosen: (key: string) => void) {
    this.#cleanup = cleanup;
    this.#chosen = chosen;
    cleanup.listen<KeyboardEvent>(this.element, "keydown", (event) => this.#keyboard(event));
  }

  /** What there is to choose; words may be untrusted text. */
  offer(label: string, options: readonly (readonly [key: string, words: string])[], key: string): void {
    this.element.setAttribute("aria-label", label);
    for (const [name, words] of options) {
      let button = this.#buttons.get(name);
      if (!button) {
        button = html("button", { type: "button", role: "radio", "data-testid": `choose-${name}` });
        button.disabled = this.#off;
        this.#cleanup.listen(button, "click", () => this.#choose(name));
        this.#buttons.set(name, button);
        this.element.append(button);
      }
      setText(button, words);
    }
    this.show(key);
  }

  show(key: string): void {
    this.#key = key;
    for (const [name, button] of this.#buttons) {
      button.setAttribute("aria-checked", String(name === key));
      button.tabIndex = name === key ? 0 : -1;
    }
  }

  set disabled(off: boolean) {
    this.#off = off;
    for (const button of this.#buttons.values()) button.disabled = off;
  }

  #choose(key: string): void {
    this.show(key);
    this.#chosen(key);
  }

  #keyboard(event: KeyboardEvent): void {
    event.stopPropagation();
    const keys = [...this.#buttons.keys()];
    const move = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (move === undefined) return;
    event.preventDefault();
    const key = keys[(keys.indexOf(this.#key) + move + keys.length) % keys.length]!;
    this.#buttons.get(key)?.focus();
    this.#choose(key);
  }
}

export function button(cleanup: Cleanup, testid: string, press: () => void): HTMLButtonElement {
  const made = html("button", { type: "button", "data-testid": testid });
  cleanup.listen(made, "click", press);
  keepKeys(made, cleanup);
  return made;
}

/** What a button says; its picture comes first. */
export function label(made: HTMLButtonElement, name: IconName | undefined, words: string): void {
  if (made.dataset.words === `${name} ${words}`) return;
  made.dataset.words = `${name} ${words}`;
  made.replaceChildren(...(name ? [icon(name)] : []), html("span", {}, words));
}

export function keepKeys(element: HTMLElement, cleanup: Cleanup): void {
  cleanup.listen<KeyboardEvent>(element, "keydown", (event) => {
    if (event.key !== "Escape") event.stopPropagation();
  });
}
