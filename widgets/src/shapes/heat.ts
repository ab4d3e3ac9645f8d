/** A matrix as cells: blue below zero, orange above, one colour for what is no number. */

import { html } from "../dom.ts";
import * as format from "../format.ts";
import type { Real } from "../generated/protocol.ts";

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

  constructor(pointed: (place: Place | undefined) => void) {
    this.element.append(this.#canvas, this.#grid);
    this.element.addEventListener("pointermove", (event) => pointed(this.#at(event)));
    this.element.addEventListener("pointerleave", () => pointed(undefined));
  }

  update(values: readonly Real[], rows: number, columns: number): void {
    this.#rows = rows;
    this.#columns = columns;
    this.#values = values;
    const written = columns <= WRITTEN && rows <= WRITTEN;
    this.#canvas.hidden = written;
    this.#grid.hidden = !written;
    const largest = values.reduce<number>((most, value) => {
      const size = Math.abs(Number(value));
      return Number.isFinite(size) && size > most ? size : most;
    }, 0);
    if (written) this.#write(largest);
    else this.#paint(largest);
  }

  #write(largest: number): void {
    this.#grid.style.setProperty("--cells", String(Math.max(1, this.#columns)));
    const cells = this.#values.map((real) => {
      const value = Number(real);
      const share = Number.isFinite(value) && largest > 0 ? Math.abs(value) / largest : 1;
      const kind = Number.isFinite(value) ? (value < 0 ? "al-below" : "al-above") : "al-broken";
      const dark = share > 0.55 ? " al-full" : "";
      return html(
        "span",
        { class: `${kind}${dark}`, style: `--share: ${share.toFixed(3)}` },
        format.number(value),
      );
    });
    this.#grid.replaceChildren(...cells);
  }

  /** One pixel a cell, enlarged by the browser without smoothing. */
  #paint(largest: number): void {
    this.#canvas.width = this.#columns;
    this.#canvas.height = this.#rows;
    this.#canvas.style.aspectRatio = `${this.#columns} / ${this.#rows}`;
    const context = this.#canvas.getContext("2d");
    if (!context) return;
    const [below, above, broken] = [
      this.#color("--al-below"),
      this.#color("--al-above"),
      this.#color("--al-bad"),
    ];
    this.#values.forEach((real, i) => {
      const value = Number(real);
      context.globalAlpha = Number.isFinite(value) ? (largest > 0 ? Math.abs(value) / largest : 0) : 1;
      context.fillStyle = Number.isFinite(value) ? (value < 0 ? below : above) : broken;
      context.fillRect(i % this.#columns, Math.floor(i / this.#columns), 1, 1);
    });
  }

  /** A canvas does not know variables; the colour of an element is what has become of one. */
  #color(name: string): string {
    this.#canvas.style.color = `var(${name})`;
    return getComputedStyle(this.#canvas).color;
  }

  #at(event: PointerEvent): Place | undefined {
    const box = (this.#grid.hidden ? this.#canvas : this.#grid).getBoundingClientRect();
    const column = Math.floor(((event.clientX - box.left) / box.width) * this.#columns);
    const row = Math.floor(((event.clientY - box.top) / box.height) * this.#rows);
    const inside = column >= 0 && row >= 0 && column < this.#columns && row < this.#rows;
    return inside ? { row, column } : undefined;
  }
}
