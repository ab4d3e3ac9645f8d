/** The network as boxes and lines: in each box what the unit says all over the plane, on each line its weight. */

import { Cleanup, html, setText, svg } from "../dom.ts";
import * as format from "../format.ts";
import type { Translate } from "../i18n.ts";
import { mix, type Palette } from "../palette.ts";
import { inputMap, type Layer, type Picture, reach } from "./classify-numbers.ts";
import { button, label } from "./controls.ts";

const BOX = 38;
const ROW = 46;
const HEAD = 34;
const CELLS = 16;
const DEEPEST = 4;
const WIDEST = 8;

/** A unit somebody points at: layer 0 are the inputs. */
export interface Chosen {
  readonly layer: number;
  readonly unit: number;
}

export class Network {
  readonly element = html("div", { class: "al-network" });
  readonly #lines = svg("svg", { class: "al-network-lines" });
  readonly #boxes = html("div");
  readonly #heads = html("div");
  readonly #read = html("p", { class: "al-network-read", "aria-live": "polite" });
  readonly #more: HTMLButtonElement;
  readonly #fewer: HTMLButtonElement;
  readonly #layerWords = html("span");
  readonly #choose: (chosen: Chosen | undefined) => void;
  readonly #change: (hidden: readonly number[]) => void;
  readonly #still: boolean;
  #hidden: readonly number[] = [];
  #canvases: HTMLCanvasElement[][] = [];
  #paths: SVGPathElement[][] = [];
  #counts: { readonly element: HTMLElement; readonly words: HTMLElement }[] = [];
  #layers: readonly Layer[] = [];
  #built = "";
  #t: Translate;

  constructor(
    t: Translate,
    cleanup: Cleanup,
    still: boolean,
    choose: (chosen: Chosen | undefined) => void,
    change: (hidden: readonly number[]) => void,
  ) {
    this.#t = t;
    this.#still = still;
    this.#choose = choose;
    this.#change = change;
    this.#more = button(cleanup, "layer-more", () =>
      this.#change([...this.#hidden, this.#hidden.at(-1) ?? 3]),
    );
    this.#fewer = button(cleanup, "layer-fewer", () => this.#change(this.#hidden.slice(0, -1)));
    const room = html("div", { class: "al-network-room" }, this.#lines, this.#heads, this.#boxes);
    this.element.append(
      html("div", { class: "al-network-head" }, this.#layerWords, this.#fewer, this.#more),
      room,
      this.#read,
    );
    cleanup.listen<PointerEvent>(this.#lines, "pointerover", (event) => this.#pointLine(event.target));
    cleanup.listen(this.#lines, "pointerleave", () => this.#say(""));
  }

  words(t: Translate): void {
    this.#t = t;
    this.#built = "";
    this.#say("");
    label(this.#more, "plus", "");
    label(this.#fewer, "minus", "");
    this.#more.setAttribute("aria-label", t("classify.layer.more"));
    this.#fewer.setAttribute("aria-label", t("classify.layer.fewer"));
  }

  update(hidden: readonly number[], seen: Picture, field: number, width: number, look: Palette): void {
    this.#hidden = hidden;
    this.#layers = seen.layers;
    const key = JSON.stringify([hidden, Math.round(width), this.#t("classify.layers", { count: 0 })]);
    if (key !== this.#built) {
      this.#built = key;
      this.#build(width);
    }
    const inputs = [inputMap(0, CELLS), inputMap(1, CELLS)];
    const maps = [inputs, ...seen.units];
    maps.forEach((column, i) => {
      column.forEach((map, j) => {
        draw(this.#canvases[i]![j]!, map, CELLS, reach(map), look);
      });
    });
    const output = seen.field.map((share) => 2 * share - 1);
    draw(this.#canvases.at(-1)![0]!, output, field, 1, look);
    seen.layers.forEach((layer, i) => {
      const most = reach(layer.weights);
      layer.weights.forEach((weight, j) => {
        const line = this.#paths[i]![j]!;
        line.style.strokeWidth = String(0.6 + 4.4 * Math.min(1, Math.abs(weight) / Math.max(most, 1)));
        line.classList.toggle("al-negative", weight < 0);
      });
    });
  }

  #build(width: number): void {
    const t = this.#t;
    const sizes = [2, ...this.#hidden, 1];
    const height = HEAD + Math.max(...sizes, 4) * ROW;
    const gap = (width - BOX) / (sizes.length - 1);
    const x = (column: number): number => column * gap;
    const y = (column: number, row: number): number => {
      const free = height - HEAD - sizes[column]! * ROW;
      return HEAD + free / 2 + row * ROW + (ROW - BOX) / 2;
    };
    setText(this.#layerWords, t("classify.layers", { count: this.#hidden.length }));
    this.#more.disabled = this.#still || this.#hidden.length >= DEEPEST;
    this.#fewer.disabled = this.#still || this.#hidden.length === 0;
    this.#lines.setAttribute("width", String(width));
    this.#lines.setAttribute("height", String(height));
    this.#paths = [];
    const lines: SVGElement[] = [];
    for (let i = 0; i + 1 < sizes.length; i++) {
      const column: SVGPathElement[] = [];
      for (let to = 0; to < sizes[i + 1]!; to++) {
        for (let from = 0; from < sizes[i]!; from++) {
          const [x0, y0] = [x(i) + BOX, y(i, from) + BOX / 2];
          const [x1, y1] = [x(i + 1), y(i + 1, to) + BOX / 2];
          const bend = (x1 - x0) / 2;
          const d = `M${x0},${y0}C${x0 + bend},${y0} ${x1 - bend},${y1} ${x1},${y1}`;
          column.push(svg("path", { d, class: "al-weight" }));
          lines.push(
            column.at(-1)!,
            svg("path", { d, class: "al-weight-reach", "data-line": `${i} ${to} ${from}` }),
          );
        }
      }
      this.#paths.push(column);
    }
    this.#lines.replaceChildren(...lines);
    this.#canvases = sizes.map((size, i) =>
      Array.from({ length: size }, () => {
        const cells = i === sizes.length - 1 ? 48 : CELLS;
        return html("canvas", { width: cells, height: cells });
      }),
    );
    const boxes = this.#canvases.flatMap((column, i) =>
      column.map((canvas, j) => {
        const name = this.#name(i, j, sizes.length - 1);
        const box = html(
          "button",
          { type: "button", class: "al-unit", "aria-label": name, title: name },
          canvas,
        );
        if (i === 0) box.append(html("span", {}, j === 0 ? "x₁" : "x₂"));
        box.style.left = `${x(i)}px`;
        box.style.top = `${y(i, j)}px`;
        const chosen = { layer: i, unit: j };
        const off = () => this.#point(undefined, "");
        box.addEventListener("pointerenter", () =>
          this.#point(i === sizes.length - 1 ? undefined : chosen, name),
        );
        box.addEventListener("focus", () => this.#point(i === sizes.length - 1 ? undefined : chosen, name));
        box.addEventListener("pointerleave", off);
        box.addEventListener("blur", off);
        return box;
      }),
    );
    this.#boxes.replaceChildren(...boxes);
    this.#counts = this.#hidden.map((size, i) => this.#counter(size, i, x(i + 1)));
    this.#heads.replaceChildren(...this.#counts.map(({ element }) => element));
  }

  #counter(size: number, index: number, left: number): { element: HTMLElement; words: HTMLElement } {
    const t = this.#t;
    const to = (count: number) => this.#change(this.#hidden.map((n, i) => (i === index ? count : n)));
    const own = new Cleanup(); // these buttons are made anew with the network, and their listeners go with them
    const fewer = button(own, `units-fewer-${index}`, () => to(size - 1));
    const more = button(own, `units-more-${index}`, () => to(size + 1));
    label(fewer, "minus", "");
    label(more, "plus", "");
    fewer.setAttribute("aria-label", t("classify.units.fewer", { layer: index + 1 }));
    more.setAttribute("aria-label", t("classify.units.more", { layer: index + 1 }));
    fewer.disabled = this.#still || size <= 1;
    more.disabled = this.#still || size >= WIDEST;
    const words = html("span", {}, String(size));
    const element = html("div", { class: "al-network-count" }, fewer, words, more);
    element.style.left = `${left + BOX / 2}px`;
    return { element, words };
  }

  #name(layer: number, unit: number, last: number): string {
    if (layer === 0) return this.#t("classify.input", { name: unit === 0 ? "x₁" : "x₂" });
    if (layer === last) return this.#t("classify.output");
    return this.#t("classify.unit", { unit: unit + 1, layer });
  }

  #point(chosen: Chosen | undefined, words: string): void {
    this.#choose(chosen);
    const layer = chosen && chosen.layer > 0 ? this.#layers[chosen.layer - 1] : undefined;
    if (!layer || !chosen) {
      this.#say(words);
      return;
    }
    const row = layer.weights.subarray(chosen.unit * layer.from, (chosen.unit + 1) * layer.from);
    const numbers = [...row].map((value) => format.number(value, 2)).join(", ");
    const bias = format.number(layer.biases[chosen.unit]!, 2);
    this.#say(this.#t("classify.weights", { unit: words, numbers, bias }));
  }

  #pointLine(target: EventTarget | null): void {
    const line = target instanceof Element ? target.getAttribute("data-line") : null;
    if (!line) {
      this.#say("");
      return;
    }
    const [i, to, from] = line.split(" ").map(Number) as [number, number, number];
    const layer = this.#layers[i]!;
    const last = this.#hidden.length + 1;
    this.#say(
      this.#t("classify.weight", {
        from: this.#name(i, from, last),
        to: this.#name(i + 1, to, last),
        value: format.number(layer.weights[to * layer.from + from]!),
      }),
    );
  }

  #say(words: string): void {
    setText(this.#read, words || this.#t("classify.network.hint"));
  }
}

/** Blue above zero, orange below. */
export function draw(
  canvas: HTMLCanvasElement,
  map: Float32Array,
  cells: number,
  most: number,
  look: Palette,
): void {
  const context = canvas.getContext("2d")!;
  context.putImageData(new ImageData(signedBytes(map, most, look), cells, cells), 0, 0);
}

export function signedBytes(map: Float32Array, most: number, look: Palette): Uint8ClampedArray<ArrayBuffer> {
  const bytes = new Uint8ClampedArray(4 * map.length).fill(255);
  map.forEach((value, i) => {
    const share = Math.min(1, Math.abs(value) / most);
    bytes.set(mix(look.paper, value < 0 ? look.orange : look.blue, 0.85 * share), 4 * i);
  });
  return bytes;
}
