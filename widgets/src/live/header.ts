/** The head of the panel: what the run is doing, and the controls. */

import { type Cleanup, html, setText } from "../dom.ts";
import * as format from "../format.ts";
import type { Language, Translate } from "../i18n.ts";
import { Languages } from "../languages.ts";
import { Buttons } from "./buttons.ts";
import type { Session } from "./session.ts";
import { Sliders } from "./sliders.ts";

export class Header {
  readonly element = html("div", { class: "al-head" });
  readonly #progress = html("div", { class: "al-progress" });
  readonly #state = html("strong", { class: "al-state", role: "status", "data-testid": "state" });
  readonly #step = html("span", { "data-testid": "step" });
  readonly #epoch = html("span", { "data-testid": "epoch" });
  readonly #branch = html("span", { "data-testid": "branch" });
  readonly #rate = html("span");
  readonly #said = html("p", { class: "al-said", "aria-live": "polite", "data-testid": "mode" });
  readonly #notice = html("p", { class: "al-notice", role: "status", "data-testid": "notice", hidden: true });
  readonly #buttons: Buttons;
  readonly #sliders: Sliders;
  readonly #languages: Languages;
  readonly #session: Session;
  /** What was typed, and is no number. */
  #typo = "";
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
    this.#buttons = new Buttons(session, cleanup, changed);
    this.#sliders = new Sliders(session, cleanup, changed, (text) => {
      this.#typo = text;
    });
    this.#languages = new Languages(choose, cleanup);
    this.element.append(
      html("div", { class: "al-progress-track", "aria-hidden": "true" }, this.#progress),
      html(
        "div",
        { class: "al-head-bar" },
        this.#state,
        html("div", { class: "al-counts" }, this.#step, this.#epoch, this.#branch, this.#rate),
        this.#buttons.element,
        this.#languages.element,
      ),
      this.#sliders.element,
      this.#said,
      this.#notice,
    );
    cleanup.listen<KeyboardEvent>(this.element, "keydown", (event) => this.#keyboard(event));
  }

  words(t: Translate): void {
    this.#t = t;
    this.#languages.words(t);
    this.#buttons.element.setAttribute("aria-label", t("control.label"));
    this.update();
  }

  update(): void {
    const session = this.#session;
    const t = this.#t;
    const { phase, news } = session;
    setText(this.#state, t(phase === "ready" ? "state.waiting" : `state.${phase}`));
    this.element.dataset.phase = phase;
    setText(this.#step, phase === "waiting" ? "" : t("state.step", { step: format.count(session.step) }));
    this.#step.dataset.value = String(session.step);
    setText(this.#epoch, session.epoch > 0 ? t("state.epoch", { epoch: session.epoch }) : "");
    const branch = session.branches.at(-1);
    setText(this.#branch, branch === undefined ? "" : t("state.branch", { step: format.count(branch) }));
    const rate =
      phase === "running" && session.rate > 0 ? t("state.rate", { rate: rough(session.rate) }) : "";
    setText(this.#rate, rate);
    const part = session.batches ? session.batch / session.batches : 0;
    this.#progress.style.transform = `scaleX(${session.running ? Math.min(1, part) : 0})`;
    this.#buttons.update(t);
    this.#sliders.update(t);
    const mode = session.running ? t(`control.${session.mode}`) : "";
    setText(this.#said, phase === "gone" ? t("state.gone.words") : t.say(news) || mode);
    this.#said.classList.toggle("al-news", t.say(news) !== "");
    const refused = this.#typo ? t("control.not-a-number", { text: this.#typo }) : t.say(session.notice);
    this.#notice.hidden = refused === "";
    setText(this.#notice, refused);
  }

  #keyboard(event: KeyboardEvent): void {
    if (event.key === "Escape") return;
    event.stopPropagation(); // JupyterLab would take keys on a button or slider as commands for the cell
    const typing = event.target instanceof HTMLInputElement && event.target.type === "text";
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (this.#buttons.key(event.key)) event.preventDefault();
  }
}

function rough(rate: number): string {
  return rate >= 10 ? format.count(rate) : rate.toFixed(1);
}
