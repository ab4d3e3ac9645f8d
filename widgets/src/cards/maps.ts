/** Maps of cells: images, heat maps, confusion, attention, features. One cell can be read by pointer or keys. */

import { type Cleanup, html, setText } from "../dom.ts";
import * as format from "../format.ts";
import type { Maps } from "../generated/protocol.ts";
import type { Translate } from "../i18n.ts";
import { along, type Color, css, type Palette, palette } from "../palette.ts";
import type { Content } from "./content.ts";
import { type Cell, paint, rowSums, say, signed } from "./shades.ts";

/** More numbers than this nobody reads; the cells' colours and the line above tell. */
const WRITTEN = 24;

// Pixels.
const USUAL = 900; // of a card that is not on the page yet
const EDGE = 2; // around the maps, for the frame of what has the focus
const GAP = 14; // between them
const MOST = 30; // of a cell
const NAME = 15; // of a line with a name
const THIN = 8; // of a line without
const NAMES = 160; // of the longest name
const BROAD = 860; // of a map that is a band
const HIGH = 160; // of an image that is one

export class MapsView {
  readonly element = html("div", { class: "al-maps-room" });
  readonly legend = html("span", { class: "al-exhibit-legend" });
  readonly #maps = html("div", { class: "al-maps", tabindex: 0, role: "application" });
  readonly #read: (text: string) => void;
  #canvases: HTMLCanvasElement[] = [];
  #face = "";
  #content: (Content & { card: Maps }) | undefined;
  #cell: Cell | undefined;
  #t: Translate;

  constructor(t: Translate, cleanup: Cleanup, read: (text: string) => void) {
    this.#t = t;
    this.#read = read;
    this.element.append(this.#maps);
    cleanup.listen<PointerEvent>(this.#maps, "pointermove", (event) => this.#point(event));
    cleanup.listen<PointerEvent>(this.#maps, "pointerdown", (event) => this.#point(event));
    cleanup.listen(this.#maps, "pointerleave", () => this.#choose(undefined));
    cleanup.listen(this.#maps, "blur", () => this.#choose(undefined));
    cleanup.listen<KeyboardEvent>(this.#maps, "keydown", (event) => this.#keyboard(event));
  }

  update(content: Content & { card: Maps }, t: Translate): void {
    this.#t = t;
    this.#content = content;
    const { card, values } = content;
    const [count = 0, , height = 0, width = 0] = card.shape;
    const size = sizeOf(card, this.element.clientWidth || USUAL, t);
    const face = JSON.stringify([card, size, t.say({ en: "en", zh: "zh" })], (key, value) =>
      key === "limit" ? undefined : value,
    );
    if (face !== this.#face) {
      this.#face = face;
      this.#build(card, size);
    }
    const label = t("cards.label.maps", { count, height, width });
    this.#maps.setAttribute("aria-label", label);
    const look = palette(this.element);
    this.#canvases.forEach((canvas, map) => {
      const context = canvas.getContext("2d")!;
      context.putImageData(new ImageData(paint(card, values, map, look), width, height), 0, 0);
    });
    if (card.style === "confusion") this.#write(card, values);
    this.#explain(card, values, look);
    if (this.#cell) this.#read(say(card, values, this.#cell, t));
  }

  #build(card: Maps, size: Size): void {
    const [count = 0, , height = 0, width = 0] = card.shape;
    this.#cell = undefined;
    this.#canvases = [];
    this.#maps.dataset.style = card.style;
    this.#maps.style.setProperty("--per-line", String(card.per_line));
    this.#maps.style.setProperty("--wide", `${size.across * width}px`);
    this.#maps.style.setProperty("--high", `${size.down * height}px`);
    this.#maps.style.setProperty("--across", `${size.across}px`);
    this.#maps.style.setProperty("--down", `${size.down}px`);
    const figures = Array.from({ length: height * width > 0 ? count : 0 }, (_, map) => {
      const canvas = html("canvas", { width, height, "data-map": map, "data-testid": "card-map" });
      canvas.classList.toggle("al-smooth", Math.min(size.across, size.down) < 1);
      this.#canvases.push(canvas);
      const room = html(
        "div",
        { class: "al-map-room" },
        canvas,
        html("i", { class: "al-map-cell", hidden: true }),
      );
      const parts = [room, ...this.#names(card, size)];
      const title = card.titles[map];
      return html(
        "figure",
        { class: card.rows.length || card.columns.length ? "al-map al-map-named" : "al-map" },
        ...parts,
        title === undefined
          ? undefined
          : html("figcaption", { title: this.#t.say(title) }, this.#t.say(title)),
      );
    });
    this.#maps.replaceChildren(...figures);
  }

  #names(card: Maps, { across, down }: Size): HTMLElement[] {
    const t = this.#t;
    const list = (names: Maps["rows"], kind: string, axis: Maps["row_axis"], size: number): HTMLElement =>
      html(
        "div",
        { class: `al-map-${kind}`, "aria-hidden": "true" },
        html("b", {}, t.say(axis)),
        html(
          "div",
          {},
          ...names.map((name, i) => {
            // Names stand as close as they can be read.
            const every = Math.ceil(12 / size);
            return html("span", { title: t.say(name) }, i % every === 0 ? t.say(name) : "");
          }),
        ),
      );
    const parts: HTMLElement[] = [];
    if (card.rows.length) {
      // The axis is written upwards, where that is high enough.
      const high = format.textWidth(t.say(card.row_axis), 12) < down * card.rows.length;
      parts.push(list(card.rows, "rows", high ? card.row_axis : "", down));
    }
    if (card.columns.length) {
      const columns = list(card.columns, "columns", card.column_axis, across);
      const long = card.columns.some((name) => format.textWidth(t.say(name), 12) > across + 2);
      columns.classList.toggle("al-upright", long);
      parts.push(columns);
    }
    return parts;
  }

  /** The counts of a confusion matrix, on their cells. */
  #write(card: Maps, values: Float32Array): void {
    const [, , height = 0, width = 0] = card.shape;
    const room = this.#canvases[0]?.parentElement;
    if (!room || width > WRITTEN) return;
    const sums = rowSums(card, values);
    const numbers = [...room.querySelectorAll("b")];
    let used = 0;
    for (let i = 0; i < height * width; i++) {
      if (!values[i]) continue;
      const number = numbers[used] ?? room.appendChild(html("b", { "aria-hidden": "true" }));
      used++;
      const row = Math.floor(i / width);
      number.style.setProperty("--row", String(row));
      number.style.setProperty("--column", String(i % width));
      const share = values[i]! / (sums[row] || 1);
      number.classList.toggle("al-strong", i % (width + 1) === 0 ? share > 0.5 : share > 0.3);
      setText(number, String(values[i]!));
    }
    for (const number of numbers.slice(used)) number.remove();
  }

  #explain(card: Maps, values: Float32Array, look: Palette): void {
    const t = this.#t;
    const limit = Number(card.limit);
    const end = (value: number): string => format.number(value, 2);
    const bar = (stops: readonly Color[]): HTMLElement => {
      const ramp = html("i");
      ramp.style.background = `linear-gradient(to right, ${stops.map(css).join(", ")})`;
      return ramp;
    };
    const parts: (HTMLElement | string)[] = [];
    if (card.style === "confusion") {
      const swatch = (color: Color, words: string): HTMLElement => {
        const square = html("i", { class: "al-swatch" });
        square.style.background = css(color);
        return html("span", {}, square, words);
      };
      parts.push(swatch(look.blue, t("cards.right")), swatch(look.orange, t("cards.wrong")));
    } else if (card.shape[1] === 3) {
      // colours speak for themselves
    } else if (signed(card, values)) {
      const [zero, positive] = card.style === "images" ? [look.paper, look.ink] : [look.zero, look.blue];
      parts.push(end(-limit), bar([look.orange, zero, positive]), end(limit));
    } else {
      const ramp =
        card.style === "images"
          ? [look.paper, look.ink]
          : Array.from({ length: 9 }, (_, i) => along(look.ramp, i / 8));
      parts.push("0", bar(ramp), end(limit));
    }
    const shown = card.shape[0] ?? 0;
    if (card.total > shown) parts.push(html("em", {}, t("cards.more", { shown, total: card.total })));
    this.legend.replaceChildren(...parts);
  }

  #point(event: PointerEvent): void {
    const canvas = event.target;
    if (!(canvas instanceof HTMLCanvasElement)) {
      this.#choose(undefined);
      return;
    }
    const box = canvas.getBoundingClientRect();
    const row = Math.floor(((event.clientY - box.top) / box.height) * canvas.height);
    const column = Math.floor(((event.clientX - box.left) / box.width) * canvas.width);
    const inside = row >= 0 && column >= 0 && row < canvas.height && column < canvas.width;
    this.#choose(inside ? { map: Number(canvas.dataset.map), row, column } : undefined);
  }

  #keyboard(event: KeyboardEvent): void {
    event.stopPropagation(); // JupyterLab would take the key as a command for the cell
    const move = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    const first = this.#canvases[0];
    if (!move || !first) return;
    event.preventDefault();
    const { map, row, column } = this.#cell ?? { map: 0, row: -move[0]!, column: -move[1]! };
    // Beyond the edge of a map lies its neighbour.
    const across = column + move[1]!;
    const next = map + (across < 0 ? -1 : across >= first.width ? 1 : 0);
    const to = Math.min(this.#canvases.length - 1, Math.max(0, next));
    const wrapped = to === map ? clamp(across, first.width) : (across + first.width) % first.width;
    this.#choose({ map: to, row: clamp(row + move[0]!, first.height), column: wrapped });
  }

  #choose(cell: Cell | undefined): void {
    if (!cell && !this.#cell) return;
    this.#cell = cell;
    this.#canvases.forEach((canvas, map) => {
      const frame = canvas.nextElementSibling as HTMLElement;
      frame.hidden = map !== cell?.map;
      if (!cell || frame.hidden) return;
      frame.style.setProperty("--row", String(cell.row));
      frame.style.setProperty("--column", String(cell.column));
    });
    const content = this.#content;
    this.#read(cell && content ? say(content.card, content.values, cell, this.#t) : "");
  }
}

const clamp = (value: number, count: number): number => Math.min(count - 1, Math.max(0, value));

/** How large a cell is drawn, in pixels. */
export interface Size {
  readonly across: number;
  readonly down: number;
}

/** A single map may be large, a hundred have to share the room, and all have to fit into a card so many pixels wide. */
export function sizeOf(card: Maps, wide: number, t: Translate): Size {
  const [count = 1, , height = 1, width = 1] = card.shape;
  const side = Math.max(height, width, 1);
  if (card.style === "images") {
    const line = Math.min(card.per_line, Math.max(1, count));
    const room = (wide - 2 * EDGE - (line - 1) * GAP) / line;
    return square(Math.min(MOST, roomOfImage(card, room) / side, room / width));
  }
  const room = wide - 2 * EDGE - marginOf(card, t);
  if (card.style === "confusion") return square(Math.max(4, Math.min(36, 420 / side, room / side)));
  const most = roomOf(card);
  // One map of few rows is a band as wide as the card.
  const broad = card.style === "heat" && count === 1 && width > height ? BROAD : most;
  const across = whole(Math.min(MOST, Math.min(broad, room) / width));
  const down = whole(Math.min(MOST, most / height));
  // Cells are square, unless that would leave lines too thin to be seen, or to bear a name.
  const least = Math.min(across, down);
  const seen = Math.max(least, card.style === "heat" ? (card.rows.length ? NAME : THIN) : 0);
  return { across: Math.min(across, seen), down: Math.min(down, seen) };
}

const square = (size: number): Size => ({ across: whole(size), down: whole(size) });

const whole = (size: number): number => (size >= 1 ? Math.floor(size) : size);

/** What the names of the rows take. */
function marginOf({ rows }: Maps, t: Translate): number {
  const longest = Math.max(0, ...rows.map((name) => format.textWidth(t.say(name), 12)));
  return rows.length ? Math.min(NAMES, longest) + 40 : 0;
}

/** An image of many pixels, such as a spectrogram, gets two screen pixels for each, or what its line has for it. */
function roomOfImage({ shape: [count = 1, , height = 1, width = 1], per_line }: Maps, room: number): number {
  const side = Math.max(height, width);
  const usual =
    side > 64 ? Math.max(72, Math.min(2 * side, 640 / per_line)) : count < 4 ? 144 : per_line > 6 ? 72 : 112;
  return width < 2 * height ? usual : Math.max(usual, Math.min(room, BROAD, (HIGH * width) / height));
}

function roomOf({ style, shape: [count = 1] }: Maps): number {
  if (count === 1) return 380;
  if (style === "features") return 112;
  return count < 3 ? 240 : 168;
}
