/** First, back, play, next, last; how fast; and the row of all moments, forward and backward half. */

import { Cleanup, html, setText } from "../dom.ts";
import type { Translate } from "../i18n.ts";
import { type IconName, icon } from "../icons.ts";
import type { Story } from "./story.ts";

/** Milliseconds that a moment lasts at normal speed: long enough to read a line of numbers. */
const PACE = 2000;
const SPEEDS = [0.5, 1, 2, 4];

export class Controls {
  readonly element = html("div", {
    class: "al-step-controls",
    role: "group",
    "data-testid": "step-controls",
  });
  readonly #buttons: Record<"first" | "previous" | "play" | "next" | "last", HTMLButtonElement>;
  readonly #speed = html("select", { class: "al-step-speed", "data-testid": "step-speed" });
  readonly #track = html("div", { class: "al-step-track" });
  readonly #slider = html("input", { type: "range", min: 0, step: 1, "data-testid": "step-slider" });
  readonly #forward = html("span");
  readonly #backward = html("span");
  readonly #place = html("span", { class: "al-step-place", "data-testid": "step-place" });
  readonly #cleanup = new Cleanup();
  #story: Story | undefined;
  #at = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #t: Translate;
  readonly #go: (at: number) => void;
  readonly #step: (direction: 1 | -1) => void;

  /** `go` to a moment; `step` to the next that looks different. */
  constructor(t: Translate, go: (at: number) => void, step: (direction: 1 | -1) => void) {
    this.#t = t;
    this.#go = go;
    this.#step = step;
    const button = (name: string, picture: IconName, act: () => void): HTMLButtonElement => {
      const made = html("button", { type: "button", "data-testid": `step-${name}` }, icon(picture));
      made.addEventListener("click", act);
      return made;
    };
    this.#buttons = {
      first: button("first", "first", () => this.jump(0)),
      previous: button("previous", "previous", () => this.move(-1)),
      play: button("play", "play", () => this.toggle()),
      next: button("next", "next", () => this.move(1)),
      last: button("last", "step", () => this.jump(Number.POSITIVE_INFINITY)),
    };
    for (const speed of SPEEDS) this.#speed.append(html("option", { value: speed }, `${speed}×`));
    this.#speed.value = "1";
    this.#cleanup.listen(this.#slider, "input", () => this.jump(Number(this.#slider.value)));
    this.#cleanup.add(() => this.pause());
    this.#track.append(html("div", { class: "al-step-halves" }, this.#forward, this.#backward), this.#slider);
    this.element.append(
      html("div", { class: "al-step-buttons" }, ...Object.values(this.#buttons), this.#speed),
      this.#track,
      this.#place,
    );
    this.words(t);
  }

  words(t: Translate): void {
    this.#t = t;
    this.element.setAttribute("aria-label", t("step.controls"));
    for (const name of ["first", "previous", "next", "last"] as const)
      say(this.#buttons[name], t(`step.${name}`));
    say(this.#speed, t("step.speed"));
    this.#slider.setAttribute("aria-label", t("step.controls"));
    setText(this.#forward, t("step.forward"));
    setText(this.#backward, t("step.backward"));
    this.#paint();
  }

  show(story: Story): void {
    this.pause();
    this.#story = story;
    this.#slider.max = String(story.count - 1);
    // The halves meet between the last moment of one and the first of the other.
    const share = (story.state.turn - 0.5) / Math.max(1, story.count - 1);
    this.#track.style.setProperty("--turn", `${(share * 100).toFixed(2)}%`);
  }

  set at(at: number) {
    this.#at = at;
    this.#paint();
  }

  get playing(): boolean {
    return this.#timer !== undefined;
  }

  toggle(): void {
    if (this.playing) this.pause();
    else this.#play();
  }

  pause(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#paint();
  }

  jump(at: number): void {
    this.pause();
    this.#go(at);
  }

  move(direction: 1 | -1): void {
    this.pause();
    this.#step(direction);
  }

  destroy(): void {
    this.#cleanup.run();
  }

  #play(): void {
    if (!this.#story) return;
    if (this.#at === this.#story.count - 1) this.#go(0);
    const tick = (): void => {
      this.#step(1);
      if (this.#at === (this.#story?.count ?? 0) - 1) this.pause();
      else this.#timer = setTimeout(tick, PACE / Number(this.#speed.value));
    };
    // The first step follows the press at once, so that one sees that it works.
    this.#timer = setTimeout(tick, 0);
    this.#paint();
  }

  #paint(): void {
    if (!this.#story) return;
    const { count, state } = this.#story;
    const t = this.#t;
    const [at, last] = [this.#at, count - 1];
    this.#slider.value = String(at);
    this.#track.style.setProperty("--at", `${((at / Math.max(1, last)) * 100).toFixed(2)}%`);
    this.#track.dataset.half = at < state.turn ? "forward" : "backward";
    const forward = at < state.turn;
    const place = forward
      ? { at: at + 1, count: state.turn }
      : { at: at + 1 - state.turn, count: count - state.turn };
    this.#slider.setAttribute(
      "aria-valuetext",
      t(forward ? "step.place.forward" : "step.place.backward", place),
    );
    setText(this.#place, t("step.place", { at: at + 1, count }));
    const { first, previous, next, last: end, play } = this.#buttons;
    first.disabled = previous.disabled = at === 0;
    next.disabled = end.disabled = at === last;
    say(play, t(this.playing ? "step.pause" : "step.play"));
    play.replaceChildren(icon(this.playing ? "pause" : "play"));
  }
}

function say(element: HTMLElement, words: string): void {
  element.setAttribute("aria-label", words);
  element.title = words;
}
