/**
 * A heat map that grows: every column is coloured once, on a small canvas of one pixel per cell, and stretched to its
 * place with each drawing. What has no size is not a colour: broken numbers are hatched, zeros a thin line.
 */

import { html } from "../dom.ts";
import { type Palette, ramp, rgb } from "./colours.ts";
import type { Cell } from "./measure.ts";

export interface HeatColumn {
  readonly step: number;
  /** From the top. */
  readonly cells: readonly Cell[];
}

export interface Heat {
  /** What was coloured stays as long as this does. */
  readonly key: string;
  readonly columns: number;
  readonly rows: number;
  readonly column: (index: number) => HeatColumn;
  readonly lastStep: number;
  /** Custom properties of the colours from low to high. */
  readonly colours: readonly string[];
}

export class HeatMap {
  readonly canvas = html("canvas", { class: "al-heat-canvas", role: "img" });
  readonly #cells = document.createElement("canvas");
  readonly #palette: Palette;
  #key = "";
  #drawn = 0;
  #steps: number[] = [];
  #odd: { column: number; row: number; cell: "zero" | "broken" }[] = [];
  #ramp: Uint8ClampedArray = new Uint8ClampedArray();

  constructor(palette: Palette) {
    this.#palette = palette;
  }

  /** The number of columns that are coloured. */
  get columns(): number {
    return this.#drawn;
  }

  draw(heat: Heat, width: number, height: number): void {
    const repainted = this.#palette.refresh([...heat.colours, "--al-ink", "--al-surface"]);
    const key = `${heat.key}|${heat.rows}|${heat.colours.join()}`;
    if (repainted || key !== this.#key || heat.columns < this.#drawn) {
      this.#key = key;
      this.#drawn = 0;
      this.#steps = [];
      this.#odd = [];
      this.#cells.width = 1024;
      this.#cells.height = Math.max(1, heat.rows);
      this.#ramp = ramp(heat.colours.map((name) => rgb(this.#palette.of(name))));
    }
    const cells = this.#cells.getContext("2d")!;
    for (; this.#drawn < Math.min(heat.columns, 1024); this.#drawn++) this.#colour(cells, heat);
    this.#stretch(heat, width, height);
  }

  /** The step at a place of the canvas, and its column. */
  at(x: number, width: number, lastStep: number): { step: number; column: number } | undefined {
    if (this.#drawn === 0 || x < 0 || x > width) return undefined;
    const step = (x / width) * Math.max(1, lastStep);
    let column = this.#drawn - 1;
    while (column > 0 && this.#steps[column]! > step) column--;
    return { step: this.#steps[column]!, column };
  }

  #colour(context: CanvasRenderingContext2D, heat: Heat): void {
    const { step, cells } = heat.column(this.#drawn);
    const image = context.createImageData(1, heat.rows);
    cells.forEach((cell, row) => {
      if (typeof cell === "number") {
        const at = 4 * Math.round(255 * cell);
        image.data.set(this.#ramp.subarray(at, at + 4), 4 * row);
      } else if (cell !== "none") this.#odd.push({ column: this.#drawn, row, cell });
    });
    context.putImageData(image, this.#drawn, 0);
    this.#steps.push(step);
  }

  #stretch(heat: Heat, width: number, height: number): void {
    const ratio = window.devicePixelRatio || 1;
    const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (this.canvas.width !== wide) this.canvas.width = wide;
    if (this.canvas.height !== high) this.canvas.height = high;
    this.canvas.style.width = `${width}px`;
    this.canvas.style.height = `${height}px`;
    const context = this.canvas.getContext("2d")!;
    context.clearRect(0, 0, wide, high);
    if (heat.rows === 0) return;
    context.imageSmoothingEnabled = false;
    const x = (column: number): number => {
      if (column === 0) return 0;
      const step = column < this.#drawn ? this.#steps[column]! : heat.lastStep;
      return Math.round((step / Math.max(1, heat.lastStep)) * wide);
    };
    for (let i = 0; i < this.#drawn; i++) {
      const [from, to] = [x(i), Math.max(x(i) + 1, x(i + 1))];
      context.drawImage(this.#cells, i, 0, 1, heat.rows, from, 0, to - from, high);
    }
    this.#drawOdd(context, x, high / heat.rows, ratio);
  }

  #drawOdd(
    context: CanvasRenderingContext2D,
    x: (column: number) => number,
    row: number,
    ratio: number,
  ): void {
    if (this.#odd.length === 0) return;
    const hatch = hatching(this.#palette.of("--al-ink"), this.#palette.of("--al-surface"), ratio);
    context.strokeStyle = this.#palette.of("--al-ink");
    for (const { column, row: index, cell } of this.#odd) {
      const [from, to, top] = [x(column), Math.max(x(column) + 1, x(column + 1)), Math.round(index * row)];
      if (cell === "broken") {
        context.fillStyle = hatch;
        context.fillRect(from, top, to - from, Math.round((index + 1) * row) - top);
      } else {
        context.fillStyle = context.strokeStyle;
        context.globalAlpha = 0.35;
        context.fillRect(from, Math.round(top + row / 2), to - from, Math.max(1, Math.round(ratio)));
        context.globalAlpha = 1;
      }
    }
  }
}

/** Diagonal lines, for what has no place on a scale of colours. */
function hatching(line: string, ground: string, ratio: number): CanvasPattern | string {
  const size = Math.round(6 * ratio);
  const tile = document.createElement("canvas");
  tile.width = tile.height = size;
  const context = tile.getContext("2d")!;
  context.fillStyle = ground;
  context.fillRect(0, 0, size, size);
  context.strokeStyle = line;
  context.lineWidth = 1.3 * ratio;
  context.beginPath();
  for (const shift of [-size, 0, size]) {
    context.moveTo(shift, size);
    context.lineTo(shift + size, 0);
  }
  context.stroke();
  return context.createPattern(tile, "repeat") ?? line;
}
