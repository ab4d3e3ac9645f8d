/** Points of a plane, each with a word beside it where there is room; the rest are read out when pointed at. */

import { type Cleanup, html } from "../dom.ts";
import * as format from "../format.ts";
import type { Points } from "../generated/protocol.ts";
import type { Translate } from "../i18n.ts";
import { classColors, css, marker, palette } from "../palette.ts";
import type { Content } from "./content.ts";
import { classSign } from "./field.ts";
import { Plane } from "./plane.ts";

const SIZE = 520;
const NEAR = 24; // pixels between a pointer and the point that is read out
const FONT = "12px system-ui, sans-serif";
const LINE = 13;

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

export class PointsView {
  readonly element = html("div", { class: "al-field" });
  readonly legend = html("span", { class: "al-exhibit-legend" });
  readonly #plane = new Plane();
  readonly #read: (text: string) => void;
  #content: (Content & { card: Points }) | undefined;
  #chosen = -1;
  #t: Translate;

  constructor(t: Translate, cleanup: Cleanup, read: (text: string) => void) {
    this.#t = t;
    this.#read = read;
    this.element.append(this.#plane.element);
    this.#plane.listen(cleanup, {
      point: (event) => this.#choose(this.#nearest(event)),
      leave: () => this.#choose(-1),
      key: (event) => this.#keyboard(event),
    });
  }

  update(content: Content & { card: Points }, t: Translate): void {
    this.#t = t;
    this.#content = content;
    const { card } = content;
    const count = card.shape[1] ?? 0;
    if (this.#chosen >= count) this.#chosen = -1;
    this.#plane.canvas.setAttribute("aria-label", t("cards.label.points", { count }));
    const width = Math.min(SIZE, this.element.clientWidth || SIZE);
    const [left = 0, right = 1, bottom = 0, top = 1] = card.extent;
    this.#plane.place({ left, right, bottom, top }, width, width - 40, "", "");
    this.#draw(content);
    this.#explain(card, count);
    this.#say();
  }

  #at(index: number): readonly [x: number, y: number] {
    const { card, values } = this.#content!;
    return [this.#plane.x(values[index]!), this.#plane.y(values[card.shape[1]! + index]!)];
  }

  #draw({ card, values }: Content & { card: Points }): void {
    const look = palette(this.element);
    const context = this.#plane.begin();
    const count = card.shape[1] ?? 0;
    const colors = classColors(look, Math.max(card.classes, 1));
    context.lineWidth = 1;
    for (let i = 0; i < count; i++) {
      const kind = values[2 * count + i]!;
      const [x, y] = this.#at(i);
      marker(context, kind, x, y, i === this.#chosen ? 6 : count > 600 ? 2.4 : 3.6);
      context.fillStyle = css(colors[kind % colors.length]!);
      context.fill();
      context.strokeStyle = css(i === this.#chosen ? look.ink : look.paper);
      context.stroke();
    }
    if (card.names.length === 0) return;
    context.font = FONT;
    context.textBaseline = "middle";
    context.fillStyle = css(look.ink);
    const words = card.names.map((name) => this.#t.say(name));
    const ends = words.map((word, i) => {
      const [x, y] = this.#at(i);
      return { x, y, width: context.measureText(word).width };
    });
    names(ends, this.#plane.width, this.#chosen).forEach((x, i) => {
      if (x !== undefined) context.fillText(words[i]!, x, ends[i]!.y);
    });
  }

  #explain(card: Points, count: number): void {
    const colors = classColors(palette(this.element), Math.max(card.classes, 1));
    const signs = card.classes > 1 ? colors.slice(0, card.classes) : [];
    const parts = signs.map((color, i) =>
      html("span", {}, classSign(i, color), this.#t("cards.class", { name: String(i) })),
    );
    const more = this.#t("cards.more", { shown: count, total: card.total });
    this.legend.replaceChildren(...parts, ...(card.total > count ? [html("em", {}, more)] : []));
  }

  #nearest(event: PointerEvent): number {
    const count = this.#content?.card.shape[1] ?? 0;
    const [valueX, valueY] = this.#plane.at(event);
    const x = this.#plane.x(valueX);
    const y = this.#plane.y(valueY);
    let best = -1;
    let distance = NEAR;
    for (let i = 0; i < count; i++) {
      const [px, py] = this.#at(i);
      const away = Math.hypot(px - x, py - y);
      if (away < distance) [best, distance] = [i, away];
    }
    return best;
  }

  #choose(index: number): void {
    if (index === this.#chosen || !this.#content) return;
    this.#chosen = index;
    this.#draw(this.#content);
    this.#say();
  }

  #say(): void {
    const content = this.#content;
    if (!content || this.#chosen < 0) {
      this.#read("");
      return;
    }
    const { card, values } = content;
    const count = card.shape[1]!;
    const x = format.number(values[this.#chosen]!);
    const y = format.number(values[count + this.#chosen]!);
    const name = card.names[this.#chosen];
    const kind = this.#t("cards.class", { name: String(values[2 * count + this.#chosen]!) });
    const said = name === undefined ? (card.classes > 0 ? kind : "") : this.#t.say(name);
    this.#read(`${said} (${x}, ${y})`.trim());
  }

  #keyboard(event: KeyboardEvent): void {
    event.stopPropagation();
    const move = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const count = this.#content?.card.shape[1] ?? 0;
    if (!move || count === 0) return;
    event.preventDefault();
    this.#choose((this.#chosen + move + count + (this.#chosen < 0 && move < 0 ? 1 : 0)) % count);
  }
}

/** Where each name begins: right of its point, else left of it, else nowhere. The chosen one always has its place. */
export function names(points: readonly Box[], width: number, chosen = -1): (number | undefined)[] {
  const taken: Box[] = [];
  const free = (box: Box): boolean =>
    box.x >= 0 &&
    box.x + box.width <= width &&
    taken.every(
      (other) =>
        box.x > other.x + other.width || box.x + box.width < other.x || Math.abs(box.y - other.y) > LINE,
    );
  const found: (number | undefined)[] = points.map(() => undefined);
  const order = points.map((_, i) => i).sort((a, b) => Number(b === chosen) - Number(a === chosen));
  for (const i of order) {
    const point = points[i]!;
    const sides = [
      { ...point, x: point.x + 7 },
      { ...point, x: point.x - 7 - point.width },
    ];
    const box = sides.find(free) ?? (i === chosen ? sides[0] : undefined);
    if (!box) continue;
    taken.push(box);
    found[i] = box.x;
  }
  return found;
}
