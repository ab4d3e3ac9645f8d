/** The head of the panel: what the run is doing, and the controls. */

import { type Cleanup, html, setText } from "../dom.ts";
import * as format from "../format.ts";
import type { Action, Setting } from "../generated/protocol.ts";
import type { Language, Translate } from "../i18n.ts";
import { type IconName, icon } from "../icons.ts";
import { PATIENCE, type Session } from "./session.ts";
import { parseSetting, SETTINGS, TRACKS } from "./slider.ts";

const FINE = 1000;

interface Row {
  readonly element: HTMLElement;
  readonly label: HTMLElement;
  readonly range: HTMLInputElement;
  readonly value: HTMLInputElement;
}

export class Header {
  readonly element = html("header", { class: "al-head" });
  readonly #progress = html("div", { class: "al-progress" });
  readonly #state = html("strong", { class: "al-state", role: "status", "data-testid": "state" });
  readonly #step = html("span", { "data-testid": "step" });
  readonly #epoch = html("span", { "data-testid": "epoch" });
  readonly #rate = html("span");
  readonly #hint = html("p", { class: "al-mode", "data-testid": "mode" });
  readonly #notice = html("p", { class: "al-notice", role: "alert", "data-testid": "notice", hidden: true });
  readonly #toggle: HTMLButtonElement;
  readonly #once: HTMLButtonElement;
  readonly #stop: HTMLButtonElement;
  readonly #languages: HTMLButtonElement[];
  readonly #rows = new Map<Setting, Row>();
  readonly #session: Session;
  #t: Translate;

  constructor(
    session: Session,
    t: Translate,
    cleanup: Cleanup,
    changed: () => void,
    choose: (language: Language) => void,
  ) {
    this.#session = session;
    this.#t = t;
    this.#toggle = html("button", { type: "button", class: "al-main-button", "data-testid": "toggle" });
    this.#once = html("button", { type: "button", "data-testid": "one-step" });
    this.#stop = html("button", { type: "button", "data-testid": "stop" });
    const act = (action: Action): void => {
      session.act(action);
      changed();
    };
    cleanup.listen(this.#toggle, "click", () => act(session.phase === "paused" ? "resume" : "pause"));
    cleanup.listen(this.#once, "click", () => act("step"));
    cleanup.listen(this.#stop, "click", () => act("stop"));
    this.#languages = (["zh", "en"] as const).map((language) => {
      const name = language === "zh" ? "中文" : "EN";
      const button = html(
        "button",
        { type: "button", lang: language, "data-testid": `language-${language}` },
        name,
      );
      cleanup.listen(button, "click", () => choose(language));
      return button;
    });
    const sliders = html("div", { class: "al-sliders" });
    for (const name of SETTINGS) {
      const row = this.#slider(name, cleanup, changed);
      this.#rows.set(name, row);
      sliders.append(row.element);
    }
    sliders.append(this.#hint);
    this.element.append(
      html("div", { class: "al-progress-track", "aria-hidden": "true" }, this.#progress),
      html(
        "div",
        { class: "al-head-bar" },
        this.#state,
        html("div", { class: "al-counts" }, this.#step, this.#epoch, this.#rate),
        html("div", { class: "al-buttons" }, this.#toggle, this.#once, this.#stop),
        html("div", { class: "al-languages", role: "group" }, ...this.#languages),
      ),
      sliders,
      this.#notice,
    );
    // JupyterLab would take keys on a button or slider as commands for the cell.
    cleanup.listen<KeyboardEvent>(this.element, "keydown", (event) => {
      if (event.key !== "Escape") event.stopPropagation();
    });
  }

  words(t: Translate, language: Language): void {
    this.#t = t;
    label(this.#once, "step", t("control.step"));
    label(this.#stop, "stop", t("control.stop"));
    for (const [name, row] of this.#rows) {
      setText(row.label, t(`control.${name}`));
      row.range.setAttribute("aria-label", t(`control.${name}`));
      row.value.setAttribute("aria-label", t(`control.${name}`));
    }
    for (const button of this.#languages)
      button.setAttribute("aria-pressed", String(button.lang === language));
    this.#languages[0]!.parentElement!.setAttribute("aria-label", t("control.language"));
    this.update();
  }

  update(): void {
    const session = this.#session;
    const t = this.#t;
    const { phase } = session;
    setText(this.#state, t(phase === "ready" ? "state.waiting" : `state.${phase}`));
    this.element.dataset.phase = phase;
    setText(this.#step, phase === "waiting" ? "" : t("state.step", { step: format.count(session.step) }));
    this.#step.dataset.value = String(session.step);
    setText(this.#epoch, session.epoch > 0 ? t("state.epoch", { epoch: session.epoch }) : "");
    const rate =
      phase === "running" && session.rate > 0 ? t("state.rate", { rate: rough(session.rate) }) : "";
    setText(this.#rate, rate);
    const part = session.batches ? session.batch / session.batches : 0;
    this.#progress.style.transform = `scaleX(${session.running ? Math.min(1, part) : 0})`;

    const paused = phase === "paused";
    label(this.#toggle, paused ? "play" : "pause", t(paused ? "control.resume" : "control.pause"));
    for (const button of [this.#toggle, this.#once, this.#stop]) button.disabled = !session.running;
    for (const [name, row] of this.#rows) this.#updateSlider(name, row);
    setText(
      this.#hint,
      session.running ? t(`control.${session.mode}`) : phase === "gone" ? t("state.gone.words") : "",
    );
    this.#notice.hidden = session.notice === "";
    setText(this.#notice, t.say(session.notice));
  }

  #slider(name: Setting, cleanup: Cleanup, changed: () => void): Row {
    const label = html("span", { class: "al-slider-name" });
    const range = html("input", {
      type: "range",
      min: 0,
      max: FINE,
      step: 1,
      "data-testid": `${name}-slider`,
    });
    const value = html("input", {
      type: "text",
      inputmode: "decimal",
      autocomplete: "off",
      spellcheck: "false",
      class: "al-slider-value",
      "data-testid": `${name}-value`,
    });
    let later = 0;
    cleanup.add(() => clearTimeout(later));
    const set = (number: number): void => {
      this.#session.set(name, number);
      clearTimeout(later);
      later = window.setTimeout(changed, PATIENCE + 50); // a value that was refused moves back by then
    };
    cleanup.listen(range, "input", () => {
      set(TRACKS[name].toValue(range.valueAsNumber / FINE));
      changed();
    });
    const typed = (): void => {
      const number = parseSetting(name, value.value);
      if (number !== undefined && number !== this.#session.setting(name)) set(number);
      changed();
    };
    cleanup.listen(value, "change", typed);
    cleanup.listen<KeyboardEvent>(value, "keydown", (event) => {
      if (event.key === "Enter" || event.key === "Escape") value.blur();
    });
    return { element: html("div", { class: "al-slider" }, label, range, value), label, range, value };
  }

  #updateSlider(name: Setting, { element, range, value }: Row): void {
    const number = this.#session.setting(name);
    element.hidden = number === null;
    if (number === null) return;
    range.disabled = value.disabled = !this.#session.running;
    const position = String(Math.round(TRACKS[name].toPosition(number) * FINE));
    if (range.value !== position) range.value = position;
    range.style.setProperty("--filled", `${Number(position) / (FINE / 100)}%`);
    const text = plain(number);
    range.setAttribute("aria-valuetext", text);
    if (document.activeElement !== value && value.getRootNode() === range.getRootNode()) value.value = text;
  }
}

/** A number as it can be typed again. */
function plain(value: number): string {
  return value !== 0 && (value < 1e-4 || value >= 1e6)
    ? value.toExponential()
    : String(Number(value.toPrecision(6)));
}

function rough(rate: number): string {
  return rate >= 10 ? format.count(rate) : rate.toFixed(1);
}

function label(button: HTMLButtonElement, name: IconName, text: string): void {
  if (button.dataset.words === `${name} ${text}`) return;
  button.dataset.words = `${name} ${text}`;
  button.setAttribute("aria-label", text);
  button.replaceChildren(icon(name), html("span", {}, text));
}
