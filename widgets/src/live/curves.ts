/** The curves: losses in one chart, metrics, if there are any, in another below it. */

import { type Cleanup, html } from "../dom.ts";
import type { Translate } from "../i18n.ts";
import { Chart } from "./chart.ts";
import type { Section } from "./section.ts";
import type { Session } from "./session.ts";

/** Of one chart, and of each of two: the graph below should stay on the same screen. */
const HEIGHT = 232;
const HALF_HEIGHT = 160;

export class Curves implements Section {
  readonly element: HTMLElement;
  readonly #loss: Chart;
  readonly #metric: Chart;

  constructor(t: Translate, cleanup: Cleanup, redraw: () => void) {
    this.#loss = new Chart("loss", t, cleanup, redraw);
    this.#metric = new Chart("metric", t, cleanup, redraw);
    this.element = html("div", { class: "al-charts" }, this.#loss.element, this.#metric.element);
  }

  words(t: Translate): void {
    this.#loss.words(t);
    this.#metric.words(t);
  }

  update(session: Session): void {
    const curves = [...session.curves.values()];
    const losses = curves.filter((curve) => curve.group === "loss");
    const metrics = curves.filter((curve) => curve.group === "metric");
    const height = metrics.length > 0 ? HALF_HEIGHT : HEIGHT;
    this.#loss.update(losses, height);
    this.#metric.element.hidden = metrics.length === 0;
    this.#metric.update(metrics, height);
  }
}
