/** A grid of pixels, some of which are framed. One can be chosen by pointer or keys, where somebody listens. */

import { type Cleanup, html, svg } from "../dom.ts";
import type { Color } from "../palette.ts";

export type Place = readonly [row: number, column: number];

export class Pixels {
  readonly element = html("div", { class: "al-pixels" });
  readonly canvas: HTMLCanvasElement;
  readonly #marks = svg("svg", { class: "al-pixels-marks", "aria-hidden": "true" });
  #rows = 1;
  #columns = 1;

  constructor(testid: string) {
    this.canvas = html("canvas", { "data-testid": testid });
    this.element.append(this.canvas, this.#marks);
  }

  /** `color` of each cell; the picture is `size` wide or high, whichever is longer. */
  draw(rows: number, columns: number, size: number, color: (row: number, column: number) => Color): void {
    this.#rows = rows;
    this.#columns = columns;
    const cell = Math.max(3, Math.floor(size / Math.max(rows, columns)));
    if (this.canvas.width !== columns || this.canvas.height !== rows) {
      this.canvas.width = columns;
      this.canvas.height = rows;
    }
    this.element.style.width = `${cell * columns}px`;
    this.element.style.height = `${cell * rows}px`;
    this.#marks.setAttribute("viewBox", `0 0 ${columns} ${rows}`);
    const bytes = new Uint8ClampedArray(4 * rows * columns).fill(255);
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < columns; column++)
        bytes.set(color(row, column), 4 * (row * columns + column));
    this.canvas.getContext("2d")!.putImageData(new ImageData(bytes, columns, rows), 0, 0);
  }

  mark(places: readonly Place[]): void {
    this.#marks.replaceChildren(
      ...places.map(([row, column]) => svg("rect", { x: column, y: row, width: 1, height: 1 })),
    );
  }

  /** Tell which pixel is chosen; `now` says which one is. */
  listen(cleanup: Cleanup, now: () => Place, choose: (place: Place) => void): void {
    const { canvas } = this;
    canvas.tabIndex = 0;
    canvas.setAttribute("role", "application");
    const point = (event: PointerEvent): void => {
      const box = canvas.getBoundingClientRect();
      const row = Math.floor(((event.clientY - box.top) / box.height) * this.#rows);
      const column = Math.floor(((event.clientX - box.left) / box.width) * this.#columns);
      if (row >= 0 && column >= 0 && row < this.#rows && column < this.#columns) choose([row, column]);
    };
    cleanup.listen(canvas, "pointermove", point);
    cleanup.listen(canvas, "pointerdown", point);
    cleanup.listen<KeyboardEvent>(canvas, "keydown", (event) => {
      event.stopPropagation();
      const move = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
      if (!move) return;
      event.preventDefault();
      const [row, column] = now();
      const within = (value: number, count: number): number => Math.min(count - 1, Math.max(0, value));
      choose([within(row + move[0]!, this.#rows), within(column + move[1]!, this.#columns)]);
    });
  }
}

/** The pixels of the padded input that one output pixel is made of, row by row. */
export function field(
  [row, column]: Place,
  size: number,
  { stride, dilation }: { readonly stride: number; readonly dilation: number },
): Place[] {
  return Array.from({ length: size * size }, (_, i) => [
    row * stride + Math.floor(i / size) * dilation,
    column * stride + (i % size) * dilation,
  ]);
}
