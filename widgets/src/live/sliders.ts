/** The sliders of the head: the optimizer's values, the speed, and the step to go back to. */

import { type Cleanup, html, setText, svg } from "../dom.ts";
import * as format from "../format.ts";
import type { Setting } from "../generated/protocol.ts";
import type { Translate } from "../i18n.ts";
import { label } from "./buttons.ts";
import { PATIENCE, type Session } from "./session.ts";
import { keptStep, parseNumber, SETTINGS, SPEEDS, shown, speedPosition, TRACKS } from "./slider.ts";

const FINE = 1000;

export class Sliders {
  readonly element = html("div", { class: "al-sliders" });
  readonly #rows: readonly Row[];

  /** `refuse` is told what was typed and is no number; "" when something else was typed since. */
  constructor(session: Session, cleanup: Cleanup, changed: () => void, refuse: (text: string) => void) {
    const values = SETTINGS.map((name) => new Value(name, session, cleanup, changed, refuse));
    this.#rows = [...values, new Speed(session, cleanup, changed), new Rewind(session, cleanup, changed)];
    this.element.append(...this.#rows.map((row) => row.element));
  }

  update(t: Translate): void {
    for (const row of this.#rows) row.update(t);
  }
}

interface Row {
  readonly element: HTMLElement;
  update(t: Translate): void;
}

/** One value of the optimizer, to be dragged or typed. */
class Value implements Row {
  readonly element = html("div", { class: "al-slider" });
  readonly #name: Setting;
  readonly #session: Session;
  readonly #label = html("span", { class: "al-slider-name" });
  readonly #range: HTMLInputElement;
  readonly #field: HTMLInputElement;

  constructor(
    name: Setting,
    session: Session,
    cleanup: Cleanup,
    changed: () => void,
    refuse: (text: string) => void,
  ) {
    this.#name = name;
    this.#session = session;
    this.#range = slider(`${name}-slider`, FINE);
    this.#field = html("input", {
      type: "text",
      inputmode: "decimal",
      autocomplete: "off",
      spellcheck: "false",
      class: "al-slider-value",
      "data-testid": `${name}-value`,
    });
    this.element.append(this.#label, this.#range, this.#field);
    let later = 0;
    cleanup.add(() => clearTimeout(later));
    const set = (value: number): void => {
      session.set(name, value);
      clearTimeout(later);
      later = window.setTimeout(changed, PATIENCE + 50); // a value that was refused moves back by then
    };
    cleanup.listen(this.#range, "input", () => {
      refuse("");
      set(TRACKS[name].toValue(this.#range.valueAsNumber / FINE));
      changed();
    });
    const typed = (): void => {
      const text = this.#field.value;
      const value = parseNumber(text);
      refuse(value === undefined ? text.slice(0, 40) : "");
      if (value !== undefined && value !== session.setting(name)) set(value);
      changed();
    };
    cleanup.listen(this.#field, "change", typed);
    cleanup.listen<KeyboardEvent>(this.#field, "keydown", (event) => {
      if (event.key === "Enter" || event.key === "Escape") this.#field.blur();
    });
  }

  update(t: Translate): void {
    const value = this.#session.setting(this.#name);
    this.element.hidden = value === null;
    if (value === null) return;
    const words = t(`control.${this.#name}`);
    setText(this.#label, words);
    this.#field.setAttribute("aria-label", words);
    this.#range.disabled = this.#field.disabled = !this.#session.connected;
    const text = shown(value);
    show(this.#range, Math.round(TRACKS[this.#name].toPosition(value) * FINE), words, text);
    const root = this.#field.getRootNode() as Document | ShadowRoot;
    if (root.activeElement !== this.#field) this.#field.value = text;
    this.#field.title = String(value);
  }
}

/** How fast it may go: a few steps a second can be followed by eye. */
class Speed implements Row {
  readonly element = html("div", { class: "al-slider" });
  readonly #session: Session;
  readonly #label = html("span", { class: "al-slider-name" });
  readonly #range = slider("speed-slider", SPEEDS.length - 1);
  readonly #value = html("output", { class: "al-slider-value", "data-testid": "speed-value" });

  constructor(session: Session, cleanup: Cleanup, changed: () => void) {
    this.#session = session;
    this.element.append(this.#label, this.#range, this.#value);
    cleanup.listen(this.#range, "input", () => {
      session.setSpeed(SPEEDS[this.#range.valueAsNumber] ?? null);
      changed();
    });
  }

  update(t: Translate): void {
    const { speed, running } = this.#session;
    this.#range.disabled = !running;
    setText(this.#label, t("control.speed"));
    const full = speed === null;
    const number = full ? "" : shown(speed);
    setText(this.#value, full ? t("control.speed.full") : t("control.speed.value", { speed: number }));
    const words = full ? t("control.speed.full.words") : t("control.speed.words", { speed: number });
    show(this.#range, speedPosition(speed), t("control.speed"), words);
  }
}

/** Which of the kept steps to go back to. The marks below the track are those steps. */
class Rewind implements Row {
  readonly element = html("div", { class: "al-slider al-rewind" });
  readonly #session: Session;
  readonly #label = html("span", { class: "al-slider-name" });
  readonly #range = slider("rewind-slider", FINE);
  readonly #marks = svg("path", { "vector-effect": "non-scaling-stroke" });
  readonly #value = html("output", { class: "al-slider-value", "data-testid": "rewind-value" });
  readonly #button = html("button", { type: "button", class: "al-small", "data-testid": "rewind" });
  /** undefined is the right end, wherever the run has come to. */
  #chosen: number | undefined;

  constructor(session: Session, cleanup: Cleanup, changed: () => void) {
    this.#session = session;
    const track = html(
      "div",
      { class: "al-rewind-track" },
      svg("svg", { viewBox: "0 0 1000 5", preserveAspectRatio: "none", "aria-hidden": "true" }, this.#marks),
      this.#range,
    );
    this.element.append(this.#label, track, this.#value, this.#button);
    cleanup.listen(this.#range, "input", () => {
      const { kept, step } = session;
      const meant = keptStep(kept, step, this.#range.valueAsNumber, this.#chosen ?? step);
      this.#chosen = meant === step ? undefined : meant;
      changed();
    });
    cleanup.listen(this.#button, "click", () => {
      if (this.#chosen !== undefined) session.rewind(this.#chosen);
      this.#chosen = undefined;
      changed();
    });
  }

  update(t: Translate): void {
    const { kept, step, connected } = this.#session;
    const earlier = kept.filter((one) => one < step);
    if (this.#chosen !== undefined && !earlier.includes(this.#chosen)) {
      // it has been given up in favour of others: the nearest that is left
      this.#chosen = earlier.length > 0 ? keptStep(earlier, step, this.#chosen, Number.NaN) : undefined;
    }
    const chosen = this.#chosen ?? step;
    this.#range.disabled = !connected || earlier.length === 0;
    this.#range.max = String(step);
    setText(this.#label, t("control.rewind"));
    const words =
      this.#chosen === undefined ? t("control.rewind.now") : t("state.step", { step: format.count(chosen) });
    setText(this.#value, words);
    show(this.#range, chosen, t("control.rewind"), words);
    const places = earlier.map((one) => `M${Math.round((one / Math.max(1, step)) * FINE)},0v5`);
    this.#marks.setAttribute("d", places.join(""));
    label(this.#button, "back", t("control.rewind.button"), t("control.rewind.title"));
    this.#button.disabled = !connected || this.#chosen === undefined;
  }
}

function slider(testid: string, max: number): HTMLInputElement {
  return html("input", { type: "range", min: 0, max, step: 1, "data-testid": testid });
}

function show(range: HTMLInputElement, position: number, label: string, words: string): void {
  if (range.value !== String(position)) range.value = String(position);
  range.style.setProperty("--filled", `${(position / Math.max(1, Number(range.max))) * 100}%`);
  range.setAttribute("aria-label", label);
  range.setAttribute("aria-valuetext", words);
}
