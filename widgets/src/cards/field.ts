/** A decision boundary: each class in its colour, the paler the less sure; the points it learned from on top. */

import { type Cleanup, html } from "../dom.ts";
import * as format from "../format.ts";
import type { Field } from "../generated/protocol.ts";
import type { Translate } from "../i18n.ts";
import { type Color, classColors, css, MARKERS, marker, mix, type Palette, palette } from "../palette.ts";
import type { Content } from "./content.ts";
import { Plane, spread } from "./plane.ts";

const SIZE = 430;

export class FieldView {
  readonly element = html("div", { class: "al-field" });
  readonly legend = html("span", { class: "al-exhibit-legend" });
  readonly #plane = new Plane();
  readonly #read: (text: string) => void;
  #content: (Content & { card: Field }) | undefined;
  #at: readonly [number, number] | undefined;
  #t: Translate;

  constructor(t: Translate, cleanup: Cleanup, read: (text: string) => void) {
    this.#t = t;
    this.#read = read;
    this.element.append(this.#plane.element);
    this.#plane.listen(cleanup, {
      point: (event) => this.#choose(this.#plane.at(event)),
      leave: () => this.#choose(undefined),
      key: (event) => this.#keyboard(event),
    });
  }

  update(content: Content & { card: Field }, t: Translate): void {
    this.#t = t;
    this.#content = content;
    const { card } = content;
    const percent = percentOf(Number(card.accuracy));
    const label = { classes: card.classes.length, points: card.total, percent };
    this.#plane.canvas.setAttribute("aria-label", t("cards.label.field", label));
    const width = Math.min(SIZE, this.element.clientWidth || SIZE);
    const [left = 0, right = 1, bottom = 0, top = 1] = card.extent;
    this.#plane.place(
      { left, right, bottom, top },
      width,
      width - 10,
      t.say(card.x_axis),
      t.say(card.y_axis),
    );
    this.#draw(content);
    this.#explain(card, percent);
    if (this.#at) this.#say();
  }

  #draw({ card, values }: Content & { card: Field }): void {
    const look = palette(this.element);
    const context = this.#plane.begin();
    const [rows = 0, columns = 0] = card.shape;
    const cells = rows * columns;
    const colors = classColors(look, card.classes.length);
    const bytes = fieldBytes(values, cells, look, colors);
    spread(this.#plane, context, rows, columns, bytes);
    const n = card.points;
    const start = 2 * cells;
    context.lineWidth = 1.2;
    context.strokeStyle = css(look.paper);
    for (let i = 0; i < n; i++) {
      const kind = values[start + 2 * n + i]!;
      marker(
        context,
        kind,
        this.#plane.x(values[start + i]!),
        this.#plane.y(values[start + n + i]!),
        n > 600 ? 2.4 : 3.6,
      );
      context.fillStyle = css(colors[kind % colors.length]!);
      context.fill();
      context.stroke();
    }
    if (this.#at && this.#plane.contains(this.#at))
      cross(context, this.#plane.x(this.#at[0]), this.#plane.y(this.#at[1]), css(look.ink));
  }

  #explain(card: Field, percent: string): void {
    const colors = classColors(palette(this.element), card.classes.length);
    const parts = card.classes.slice(0, colors.length).map((name, i) => {
      return html("span", {}, classSign(i, colors[i]!), this.#t("cards.class", { name: this.#t.say(name) }));
    });
    this.legend.replaceChildren(
      ...parts,
      html("em", { "data-testid": "card-accuracy" }, this.#t("cards.accuracy", { percent })),
    );
  }

  #choose(at: readonly [number, number] | undefined): void {
    this.#at = at;
    if (this.#content) this.#draw(this.#content);
    this.#say();
  }

  #say(): void {
    const content = this.#content;
    if (!this.#at || !content || !this.#plane.contains(this.#at)) {
      this.#read("");
      return;
    }
    const { card, values } = content;
    const [rows = 0, columns = 0] = card.shape;
    const [left = 0, right = 1, bottom = 0, top = 1] = card.extent;
    const [x, y] = this.#at;
    const column = Math.min(columns - 1, Math.floor(((x - left) / (right - left)) * columns));
    const row = Math.min(rows - 1, Math.floor(((top - y) / (top - bottom)) * rows));
    const kind = values[row * columns + column]!;
    const name = this.#t.say(card.classes[kind] ?? String(kind));
    const sure = Math.round(100 * values[rows * columns + row * columns + column]!);
    this.#read(this.#t("cards.read.field", { x: format.number(x), y: format.number(y), name, sure }));
  }

  #keyboard(event: KeyboardEvent): void {
    event.stopPropagation();
    const move = { ArrowUp: [0, 1], ArrowDown: [0, -1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] }[event.key];
    const card = this.#content?.card;
    if (!move || !card) return;
    event.preventDefault();
    const [left = 0, right = 1, bottom = 0, top = 1] = card.extent;
    const [x, y] = this.#at ?? [(left + right) / 2, (bottom + top) / 2];
    const to = [x + (move[0]! * (right - left)) / 40, y + (move[1]! * (top - bottom)) / 40] as const;
    if (this.#plane.contains(to)) this.#choose(to);
  }
}

/** Winners and how sure, as colours. */
export function fieldBytes(
  values: Float32Array,
  cells: number,
  { paper }: Palette,
  colors: readonly Color[],
): Uint8ClampedArray<ArrayBuffer> {
  const bytes = new Uint8ClampedArray(4 * cells).fill(255);
  for (let i = 0; i < cells; i++) {
    const kind = values[i]!;
    const sure = Math.min(1, Math.max(0, 2 * (values[cells + i]! - 0.5)));
    bytes.set(mix(paper, colors[kind % colors.length]!, 0.06 + 0.36 * sure), 4 * i);
  }
  return bytes;
}

/** The sign of a class for a legend. */
export function classSign(kind: number, color: Color): HTMLElement {
  const sign = html("i", { class: `al-sign al-sign-${MARKERS[kind % MARKERS.length]}` });
  sign.style.background = css(color);
  return sign;
}

export function cross(context: CanvasRenderingContext2D, x: number, y: number, color: string): void {
  context.strokeStyle = color;
  context.lineWidth = 1.5;
  context.beginPath();
  context.moveTo(x - 6, y);
  context.lineTo(x + 6, y);
  context.moveTo(x, y - 6);
  context.lineTo(x, y + 6);
  context.stroke();
}

export const percentOf = (share: number): string => String(Math.round(1000 * share) / 10);
