/** The gradient of every layer as a bar on a logarithmic scale, with a word where something is wrong. */

import { html, setText, svg } from "../dom.ts";
import * as format from "../format.ts";
import type { LayerFlow } from "../generated/protocol.ts";
import { type Decades, decades } from "../graph/scale.ts";
import type { Translate } from "../i18n.ts";
import { type Health, health, healthWords, largestGradient } from "./health.ts";
import type { Section } from "./section.ts";
import type { Session } from "./session.ts";

/** The ratio's axis: a healthy step changes a weight by about a thousandth of itself. */
const RATIO: Decades = { low: -6, high: 0 };

interface Row {
  readonly element: HTMLElement;
  readonly bar: HTMLElement;
  readonly size: HTMLElement;
  readonly dot: HTMLElement;
  readonly ratio: HTMLElement;
  readonly words: HTMLElement;
}

export class Flow implements Section {
  readonly element = html("section", { class: "al-pane al-flow", "data-testid": "gradient-flow" });
  readonly #title = html("h3", { class: "al-title" });
  readonly #head = html("div", { class: "al-flow-head" });
  readonly #list = html("div", { class: "al-flow-list", role: "list" });
  readonly #empty = html("p", { class: "al-empty" });
  #rows: Row[] = [];
  #names = "";
  #scale: Decades | undefined;
  #t: Translate;

  constructor(t: Translate) {
    this.#t = t;
    this.element.append(
      html("div", { class: "al-pane-head" }, this.#title),
      this.#head,
      this.#list,
      this.#empty,
    );
    this.words(t);
  }

  words(t: Translate): void {
    this.#t = t;
    setText(this.#title, t("flow.title"));
    setText(this.#empty, t("flow.empty"));
    const ratio = html("span", { title: t("flow.healthy") }, t("flow.ratio"));
    this.#head.replaceChildren(
      html("span", {}, t("flow.layer")),
      html("span", {}, t("flow.gradient")),
      ratio,
    );
  }

  update({ layers }: Session): void {
    this.#empty.hidden = layers.length > 0;
    this.#head.hidden = layers.length === 0;
    const names = layers.map(({ name }) => name).join("\n");
    if (names !== this.#names) {
      this.#names = names;
      this.#scale = undefined;
      this.#rows = layers.map(({ name }) => makeRow(name));
      this.#list.replaceChildren(...this.#rows.map(({ element }) => element));
    }
    this.#scale = decades(
      layers.map(({ grad_norm }) => grad_norm),
      this.#scale,
    );
    const largest = largestGradient(layers);
    layers.forEach((layer, i) => {
      this.#updateRow(this.#rows[i]!, layer, health(layer, largest));
    });
  }

  #updateRow(row: Row, layer: LayerFlow, state: Health): void {
    const size = layer.grad_norm === null ? undefined : Number(layer.grad_norm);
    const level = along(size, this.#scale!);
    // The smallest bar that is still a bar: a gradient of any size is not nothing.
    row.bar.style.transform = `scaleX(${level === undefined ? 0 : Math.max(0.015, level)})`;
    row.bar.style.setProperty("--mix", `${(level ?? 0) * 100}%`);
    setText(row.size, size === undefined ? "–" : format.number(size));
    const ratio = layer.update_ratio === null ? undefined : Number(layer.update_ratio);
    const place = along(ratio, RATIO);
    row.dot.hidden = place === undefined;
    row.dot.style.left = `${(place ?? 0) * 100}%`;
    setText(row.ratio, ratio === undefined ? "–" : format.number(ratio, 2));
    row.element.dataset.health = state;
    const words = healthWords(state);
    setText(row.words, words ? this.#t(words) : "");
    row.words.hidden = words === undefined || state === "none";
  }
}

/** The place of a size on its scale, from 0 to 1; undefined where there is none. */
function along(size: number | undefined, { low, high }: Decades): number | undefined {
  if (size === undefined || !Number.isFinite(size) || size <= 0) return undefined;
  return Math.min(1, Math.max(0, (Math.log10(size) - low) / (high - low)));
}

function makeRow(name: string): Row {
  const bar = html("i");
  const dot = html("i");
  const size = html("b", { "data-testid": "layer-gradient" });
  const ratio = html("b");
  const words = html("em", { "data-testid": "layer-words", hidden: true });
  const mark = svg(
    "svg",
    { viewBox: "0 0 16 16", class: "al-mark", "aria-hidden": "true" },
    svg("path", { d: "M8 2.5 14.5 13.5H1.5z" }),
    svg("path", { d: "M8 7v3M8 11.8v.1" }),
  );
  const element = html(
    "div",
    { class: "al-flow-row", role: "listitem" },
    html("span", { class: "al-flow-name", title: name }, mark, html("bdi", {}, name)),
    html("span", { class: "al-flow-bar" }, html("span", {}, bar), size),
    html("span", { class: "al-flow-ratio" }, html("span", {}, dot), ratio),
    words,
  );
  return { element, bar, size, dot, ratio, words };
}
