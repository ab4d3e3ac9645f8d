/** A tensor as coloured cells: point at one to read it, click it or move with the arrow keys to choose it. */

import { html, setText } from "../../dom.ts";
import * as format from "../../format.ts";
import type { Heat } from "../../generated/protocol.ts";
import type { Translate } from "../../i18n.ts";
import { css, palette } from "../../palette.ts";
import { inkOn, shade } from "../../shade.ts";
import {
  type Cell,
  cellAt,
  cellOf,
  corner,
  firstIndex,
  indexText,
  isExact,
  type Layout,
  layout,
} from "./cells.ts";

const HEIGHT = 170;

const STEPS: Readonly<Record<string, readonly [rows: number, columns: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

export class HeatMap {
  readonly element: HTMLElement;
  readonly #canvas = html("canvas", { role: "img", tabindex: 0, "data-testid": "heat" });
  readonly #readout = html("output", { class: "al-heat-readout", "data-testid": "heat-readout" });
  readonly #heat: Heat;
  readonly #cells: Float32Array;
  readonly #name: string;
  readonly #t: Translate;
  readonly #layout: Layout;
  #chosen: Cell | undefined;

  /** `name`: what the numbers are. `choose` is told the first element of a cell. */
  constructor(
    heat: Heat,
    cells: Float32Array,
    name: string,
    width: number,
    t: Translate,
    choose: (index: number[]) => void,
  ) {
    this.#heat = heat;
    this.#cells = cells;
    this.#name = name;
    this.#t = t;
    this.#layout = layout(heat, width, HEIGHT);
    const canvas = this.#canvas;
    this.element = html("div", { class: "al-heatmap" }, canvas, this.#readout);
    canvas.addEventListener("mousemove", (event) => this.#read(this.#under(event)));
    canvas.addEventListener("mouseleave", () => this.#read(undefined));
    canvas.addEventListener("click", (event) => {
      const cell = this.#under(event);
      if (cell) choose(firstIndex(cell, heat));
    });
    canvas.addEventListener("keydown", (event) => {
      const cell = this.#beside(event.key);
      if (!cell) return;
      event.preventDefault();
      choose(firstIndex(cell, heat));
    });
  }

  /** Mark the cell in which this element lies. */
  mark(index: readonly number[] | undefined): void {
    this.#chosen = index && cellOf(index, this.#heat);
    this.draw();
    this.#read(undefined);
  }

  /** Again, in the colours of the theme. */
  draw(): void {
    const { width, height, cellWidth, cellHeight, numbers } = this.#layout;
    const scale = globalThis.devicePixelRatio || 1;
    const canvas = this.#canvas;
    canvas.width = Math.max(1, Math.round(width * scale));
    canvas.height = Math.max(1, Math.round(height * scale));
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
    const context = canvas.getContext("2d");
    if (!context) return;
    context.scale(scale, scale);
    const colors = palette(canvas);
    const largest = Number(this.#heat.largest);
    const line = cellWidth >= 5 && cellHeight >= 5 ? 1 : 0;
    context.font = `11px ${getComputedStyle(canvas).fontFamily}`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    this.#each((cell, value) => {
      const [x, y] = corner(cell, this.#heat, this.#layout);
      const color = shade(value, largest, colors);
      context.fillStyle = css(color);
      context.fillRect(x, y, cellWidth - line, cellHeight - line);
      if (!numbers) return;
      context.fillStyle = inkOn(color);
      context.fillText(fitted(value, context, cellWidth - 6), x + cellWidth / 2, y + cellHeight / 2 + 0.5);
    });
    if (this.#chosen) {
      const [x, y] = corner(this.#chosen, this.#heat, this.#layout);
      context.strokeStyle = css(colors.ink);
      context.lineWidth = 2;
      context.strokeRect(
        x + 0.5,
        y + 0.5,
        Math.max(cellWidth - line, 4) - 1,
        Math.max(cellHeight - line, 4) - 1,
      );
    }
  }

  #each(visit: (cell: Cell, value: number) => void): void {
    const { tiles, rows, columns } = this.#heat;
    let at = 0;
    for (let tile = 0; tile < tiles; tile++)
      for (let row = 0; row < rows; row++)
        for (let column = 0; column < columns; column++) visit({ tile, row, column }, this.#cells[at++]!);
  }

  #read(pointed: Cell | undefined): void {
    const cell = pointed ?? this.#chosen;
    const heat = this.#heat;
    let text = "";
    if (cell) {
      const value = this.#cells[(cell.tile * heat.rows + cell.row) * heat.columns + cell.column]!;
      const average = heat.block[0] === 1 && heat.block[1] === 1 ? "" : `${this.#t("heat.average")} `;
      text = `${indexText(firstIndex(cell, heat), heat)} = ${average}${format.number(value, 4)}`;
    }
    setText(this.#readout, text);
    const shown = `${this.#name}, ${format.shape(heat.shape)}`;
    this.#canvas.setAttribute("aria-label", text ? `${shown}: ${text}` : shown);
  }

  #under(event: MouseEvent): Cell | undefined {
    const box = this.#canvas.getBoundingClientRect();
    return cellAt(event.clientX - box.left, event.clientY - box.top, this.#heat, this.#layout);
  }

  #beside(key: string): Cell | undefined {
    const step = STEPS[key];
    if (!step) return undefined;
    const { rows, columns } = this.#heat;
    const { tile, row, column } = this.#chosen ?? { tile: 0, row: 0, column: 0 };
    const within = (value: number, size: number): number => Math.min(Math.max(value, 0), size - 1);
    return { tile, row: within(row + step[0], rows), column: within(column + step[1], columns) };
  }
}

/** As many digits as there is room for. */
function fitted(value: number, context: CanvasRenderingContext2D, width: number): string {
  let text = format.number(value);
  for (let digits = 2; digits > 0 && context.measureText(text).width > width; digits--)
    text = format.number(value, digits);
  return text;
}

/** Said below a picture that does not show every element. */
export function note(heat: Heat, t: Translate): string {
  if (isExact(heat)) return "";
  const [rows, columns] = heat.block;
  const parts = [];
  if (rows! > 1 || columns! > 1) parts.push(t("heat.block", { rows: rows!, columns: columns! }));
  if (heat.tiles < heat.all_tiles) parts.push(t("heat.tiles", { tiles: heat.tiles, all: heat.all_tiles }));
  return parts.join(" ");
}
