/** A matrix as cells: blue above zero, orange below, one colour for what is no number. */

import { type Cleanup, html } from "../dom.ts";
import * as format from "../format.ts";
import type { Real } from "../generated/protocol.ts";
import { type Color, css, onTheme, palette } from "../palette.ts";
import { inkOn, reach, shade } from "../shade.ts";

/** From so many columns on, the numbers are not written into the cells. */
const WRITTEN = 10;

export interface Place {
  readonly row: number;
  readonly column: number;
}

export class Heat {
  readonly element = html("div", { class: "al-heat", "data-testid": "tensor-heat" });
  readonly #canvas = html("canvas");
  readonly #grid = html("div", { class: "al-heat-grid" });
  #rows = 0;
  #columns = 0;
  #values: readonly Real[] = [];

  constructor(pointed: (place: Place | undefined) => void, cleanup: Cleanup) {
    this.element.append(this.#canvas, this.#grid);
    this.element.addEventListener("pointermove", (event) => pointed(this.#at(event)));
    this.element.addEventListener("pointerleave", () => pointed(undefined));
    onTheme(() => this.#draw(), cleanup);
  }

  update(values: readonly Real[], rows: number, columns: number): void {
    this.#rows = rows;
    this.#columns = columns;
    this.#values = values;
    this.#draw();
  }

  #draw(): void {
    const written = this.#columns <= WRITTEN && this.#rows <= WRITTEN;
    this.#canvas.hidden = written;
    this.#grid.hidden = !written;
    const look = palette(this.element);
    const size = reach(this.#values);
    const color = (real: Real): Color => shade(Number(real), size, look);
    if (written) this.#write(color);
    else this.#paint(color);
  }

  #write(color: (real: Real) => Color): void {
    this.#grid.style.setProperty("--cells", String(Math.max(1, this.#columns)));
    const cells = this.#values.map((real) => {
      const ground = color(real);
      const cell = html("span", {}, format.number(Number(real)));
      cell.style.background = css(ground);
      cell.style.color = inkOn(ground);
      return cell;
    });
    this.#grid.replaceChildren(...cells);
  }

  /** One pixel a cell, enlarged by the browser without smoothing. */
  #paint(color: (real: Real) => Color): void {
    this.#canvas.width = this.#columns;
    this.#canvas.height = this.#rows;
    this.#canvas.style.aspectRatio = `${this.#columns} / ${this.#rows}`;
    const context = this.#canvas.getContext("2d");
    if (!context || this.#values.length === 0) return;
    const image = context.createImageData(this.#columns, this.#rows);
    this.#values.forEach((real, i) => {
      image.data.set([...color(real), 255], 4 * i);
    });
    context.putImageData(image, 0, 0);
  }

  #at(event: PointerEvent): Place | undefined {
    const box = (this.#grid.hidden ? this.#canvas : this.#grid).getBoundingClientRect();
    const column = Math.floor(((event.clientX - box.left) / box.width) * this.#columns);
    const row = Math.floor(((event.clientY - box.top) / box.height) * this.#rows);
    const inside = column >= 0 && row >= 0 && column < this.#columns && row < this.#rows;
    return inside ? { row, column } : undefined;
  }
}
