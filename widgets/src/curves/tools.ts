/** What all charts of a view share: how much is smoothed, and what the x axis shows. */

import { button, type Cleanup, html, setText } from "../dom.ts";
import type { Translate } from "../i18n.ts";
import type { ChartView } from "./view.ts";
import type { XMode } from "./warp.ts";

const MODES = ["step", "epoch", "time"] as const satisfies readonly XMode[];
const MOST = 0.99;

export class Tools {
  readonly element = html("div", { class: "al-chart-tools" });
  readonly #view: ChartView;
  readonly #smoothing = html("span");
  readonly #range = html("input", {
    type: "range",
    min: 0,
    max: MOST,
    step: 0.01,
    "data-testid": "smoothing",
  });
  readonly #value = html("b", { "data-testid": "smoothing-value" });
  readonly #axis = html("span");
  readonly #hint = html("span", { class: "al-chart-hint", "aria-hidden": "true" });
  readonly #whole = button("zoom-reset", "al-small");
  readonly #modes = new Map<(typeof MODES)[number], HTMLButtonElement>();

  constructor(view: ChartView, cleanup: Cleanup, redraw: () => void) {
    this.#view = view;
    this.#range.value = String(view.smoothing);
    cleanup.listen(this.#range, "input", () => {
      view.smoothing = this.#range.valueAsNumber;
      redraw();
    });
    for (const mode of MODES) {
      const choice = button(`axis-${mode}`, "");
      cleanup.listen(choice, "click", () => {
        view.show(mode);
        redraw();
      });
      this.#modes.set(mode, choice);
    }
    cleanup.listen(this.#whole, "click", () => {
      view.range = undefined;
      redraw();
    });
    this.element.append(
      html("label", { class: "al-smoothing" }, this.#smoothing, this.#range, this.#value),
      html(
        "div",
        { class: "al-axis" },
        this.#axis,
        html("div", { class: "al-choice", role: "group" }, ...this.#modes.values()),
      ),
    );
    this.element.append(this.#whole, this.#hint);
    cleanup.listen<KeyboardEvent>(this.element, "keydown", (event) => {
      if (event.key !== "Escape") event.stopPropagation(); // JupyterLab would take it as a command for the cell
    });
  }

  words(t: Translate): void {
    setText(this.#smoothing, t("curves.smoothing"));
    this.#smoothing.parentElement!.title = t("curves.smoothing.words");
    setText(this.#axis, t("curves.axis"));
    this.#axis.nextElementSibling!.setAttribute("aria-label", t("curves.axis"));
    setText(this.#whole, t("curves.whole"));
    setText(this.#hint, t("curves.hint"));
    for (const [mode, choice] of this.#modes) setText(choice, t(`curves.${mode}`));
  }

  /** `known`: what the runs can be drawn over. */
  update(known: readonly XMode[]): void {
    if (!known.includes(this.#view.mode)) this.#view.show("step");
    setText(this.#value, this.#view.smoothing.toFixed(2));
    this.#range.style.setProperty("--filled", `${(this.#view.smoothing / MOST) * 100}%`);
    this.#whole.hidden = this.#view.range === undefined;
    for (const [mode, choice] of this.#modes) {
      choice.hidden = !known.includes(mode);
      choice.setAttribute("aria-pressed", String(mode === this.#view.mode));
    }
    this.#axis.parentElement!.hidden = known.length < 2;
  }
}
