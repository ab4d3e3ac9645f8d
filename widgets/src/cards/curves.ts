/** Curves of no run: the panel's own chart, over whatever axis the learner chose. */

import { Chart } from "../curves/chart.ts";
import { looks } from "../curves/look.ts";
import { ChartView, type Line } from "../curves/view.ts";
import { STEPS } from "../curves/warp.ts";
import { type Cleanup, html, oncePerFrame } from "../dom.ts";
import type { Curves } from "../generated/protocol.ts";
import type { Translate } from "../i18n.ts";
import type { Content } from "./content.ts";

export class CurvesView {
  readonly element = html("div", { class: "al-exhibit-curves" });
  readonly legend = html("span", { class: "al-exhibit-legend" });
  readonly #view = new ChartView();
  readonly #chart: Chart;
  readonly #redraw: () => void;
  #content: (Content & { card: Curves }) | undefined;
  #asked: boolean | undefined;
  #t: Translate;

  constructor(t: Translate, cleanup: Cleanup) {
    this.#t = t;
    this.#view.mode = "plain";
    // With the next frame: a chart that is drawn while sizes are being told would change them again.
    this.#redraw = oncePerFrame(() => this.#draw(), cleanup);
    this.#chart = new Chart("plain", this.#view, t, cleanup, this.#redraw, () => this.#chart.read());
    this.element.append(this.#chart.element);
  }

  update(content: Content & { card: Curves }, t: Translate): void {
    this.#t = t;
    this.#content = content;
    const { card } = content;
    // The card says once how it wants to begin; from then on the switch is the learner's.
    if (card.log !== this.#asked) this.#view.logarithmic = card.log;
    this.#asked = card.log;
    this.#view.axis = t.say(card.x_axis);
    this.#redraw();
    const shown = card.lengths.length;
    const more = html("em", {}, t("cards.more", { shown, total: card.total }));
    this.legend.replaceChildren(...(card.total > shown ? [more] : []));
  }

  #draw(): void {
    if (!this.#content) return;
    const t = this.#t;
    this.#chart.words(t, t.say(this.#content.card.y_axis));
    const lines = linesOf(this.#content, t);
    const visible = lines.filter(({ entry }) => !this.#view.hidden.has(entry));
    const places = placesOf(visible);
    const all = placesOf(lines);
    this.#chart.update(lines, all.at(-1) ?? 1, all[0] ?? 0, places);
  }
}

/** The curves of a card as a chart draws them. */
export function linesOf({ card, values }: Content & { card: Curves }, t: Translate): Line[] {
  const labels = card.names.map((name) => t.say(name));
  const colours = looks(labels);
  const count = card.shape[1] ?? 0;
  let start = 0;
  return card.lengths.map((length, i): Line => {
    const from = start;
    start += length;
    return {
      key: String(i),
      name: labels[i]!,
      entry: String(i),
      label: labels[i]!,
      ...colours[i]!,
      x: values.subarray(from, from + length),
      y: values.subarray(count + from, count + from + length),
      raw: undefined,
      warp: STEPS,
      branchedAt: undefined,
      beside: false,
    };
  });
}

/** All places where a curve has a point, from left to right. */
function placesOf(lines: readonly Line[]): Float32Array {
  const [first, ...others] = lines.map(({ x }) => x);
  if (!first || others.every((x) => x.length === first.length && x.every((at, i) => at === first[i])))
    return first ?? new Float32Array();
  return Float32Array.from(new Set([first, ...others].flatMap((x) => [...x]))).sort();
}
