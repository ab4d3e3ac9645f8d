/** A surface from above: bands of height, dark where it is deep, with a line between them. */

import { mix, type Palette } from "../palette.ts";

const BANDS = 16;

/** Heights as 0 (the lowest) to 1; narrow steps near the bottom, where the race is decided. */
export function levels(heights: Float32Array): Float32Array {
  const finite = heights.filter((value) => Number.isFinite(value)).sort();
  const low = finite[0] ?? 0;
  const middle = (finite[finite.length >> 1] ?? 1) - low;
  const scale = Math.max(middle * 0.05, 1e-12);
  const most = Math.log1p(((finite.at(-1) ?? 1) - low) / scale) || 1;
  return heights.map((value) => (Number.isFinite(value) ? Math.log1p((value - low) / scale) / most : 1));
}

/** The picture, as large as it will be seen. */
export function contour(
  heights: Float32Array,
  [rows, columns]: readonly [number, number],
  width: number,
  height: number,
  look: Palette,
): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d")!;
  const image = context.createImageData(width, height);
  const level = levels(heights);
  const colors = Array.from({ length: BANDS }, (_, i) =>
    mix(look.paper, look.blue, 0.42 * (1 - i / (BANDS - 1)) ** 1.3),
  );
  const line = colors.map((color) => mix(color, look.blue, 0.22));
  let above = new Int16Array(width);
  for (let y = 0; y < height; y++) {
    const v = (y / Math.max(1, height - 1)) * (rows - 1);
    const row = Math.min(rows - 2, Math.floor(v));
    const here = new Int16Array(width);
    for (let x = 0; x < width; x++) {
      const u = (x / Math.max(1, width - 1)) * (columns - 1);
      const column = Math.min(columns - 2, Math.floor(u));
      const at = row * columns + column;
      const [du, dv] = [u - column, v - row];
      const value =
        (level[at]! * (1 - du) + level[at + 1]! * du) * (1 - dv) +
        (level[at + columns]! * (1 - du) + level[at + columns + 1]! * du) * dv;
      const band = Math.min(BANDS - 1, Math.floor(value * BANDS));
      here[x] = band;
      const edge = (x > 0 && here[x - 1] !== band) || (y > 0 && above[x] !== band);
      image.data.set(edge ? line[band]! : colors[band]!, 4 * (y * width + x));
      image.data[4 * (y * width + x) + 3] = 255;
    }
    above = here;
  }
  context.putImageData(image, 0, 0);
  return canvas;
}
