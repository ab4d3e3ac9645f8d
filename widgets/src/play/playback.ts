/** Going through steps in time: play, pause, one step, back to the start, and a slider to any of them. */

import { type Cleanup, html, setText } from "../dom.ts";
import type { MessageKey, Translate } from "../i18n.ts";
import { button, keepKeys, label } from "./controls.ts";

export class Playback {
  readonly element: HTMLElement;
  readonly #toggle: HTMLButtonElement;
  readonly #once: HTMLButtonElement;
  readonly #reset: HTMLButtonElement;
  readonly #slider: HTMLInputElement;
  readonly #count: HTMLElement;
  readonly #changed: () => void;
  #t: Translate;
  #steps = 1;
  #seconds = 1;
  #at = 0;
  #last = 0; // the time of the last frame while it plays, else 0

  constructor(t: Translate, cleanup: Cleanup, name: string, changed: () => void) {
    this.#t = t;
    this.#changed = changed;
    this.#toggle = button(cleanup, `${name}-play`, () => this.#play(!this.playing));
    this.#toggle.className = "al-main";
    this.#once = button(cleanup, `${name}-once`, () => this.to(Math.floor(this.#at) + 1));
    this.#reset = button(cleanup, `${name}-reset`, () => this.to(0));
    this.#slider = html("input", {
      type: "range",
      min: 0,
      step: 1,
      class: "al-playhead",
      "data-testid": "playhead",
    });
    this.#count = html("span", { class: "al-play-count" });
    cleanup.listen(this.#slider, "input", () => this.to(this.#slider.valueAsNumber));
    keepKeys(this.#slider, cleanup);
    this.element = html(
      "div",
      { class: "al-play-bar" },
      this.#reset,
      this.#toggle,
      this.#once,
      this.#slider,
      this.#count,
    );
  }

  words(t: Translate, slider: MessageKey): void {
    this.#t = t;
    this.#name();
    label(this.#once, "step", t("play.step"));
    label(this.#reset, "reset", t("play.reset"));
    this.#slider.setAttribute("aria-label", t(slider));
  }

  #name(): void {
    label(this.#toggle, this.playing ? "pause" : "play", this.#t(this.playing ? "play.pause" : "play.play"));
  }

  get playing(): boolean {
    return this.#last > 0;
  }

  /** Where it stands, in steps and parts of a step. */
  get at(): number {
    return this.#at;
  }

  /** There are other steps now, all of which take `seconds`; it stands at `at`. */
  load(steps: number, seconds: number, at: number): void {
    this.#steps = steps;
    this.#seconds = seconds;
    this.to(at);
  }

  to(step: number): void {
    this.#play(false);
    this.#at = Math.min(Math.max(0, step), this.#steps);
    this.#changed();
  }

  stop(): void {
    this.#play(false);
  }

  #play(on: boolean): void {
    if (on === this.playing) return;
    if (on && this.#at >= this.#steps) this.#at = 0;
    this.#last = on ? performance.now() : 0;
    if (!on) this.#at = Math.floor(this.#at);
    this.#changed();
  }

  /** To be called with every drawing: go on, if it plays, and show where it stands. */
  draw(): void {
    if (this.playing) {
      const now = performance.now();
      const passed = Math.min(0.1, (now - this.#last) / 1000); // a hidden page does not run ahead
      this.#last = now;
      this.#at = Math.min(this.#steps, this.#at + (passed / this.#seconds) * this.#steps);
      if (this.#at >= this.#steps) this.#last = 0;
      else this.#changed();
    }
    const step = Math.floor(this.#at);
    this.#name();
    this.#slider.max = String(this.#steps);
    if (this.#slider.valueAsNumber !== step) this.#slider.value = String(step);
    this.#slider.style.setProperty("--filled", `${(100 * step) / this.#steps}%`);
    setText(this.#count, this.#t("play.of", { step, steps: this.#steps }));
  }
}
