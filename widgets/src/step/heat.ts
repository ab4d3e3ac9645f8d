/** A few numbers as a small picture: blue above zero, orange below, the stronger the larger. */

import { svg } from "../dom.ts";
import type { TensorPreview } from "../generated/protocol.ts";
import { reach } from "../shade.ts";

const SHADES = 8;

/** As large as fits into this room, in the middle of it; cells are square and no larger than `most`. */
export function heat(shown: TensorPreview, width: number, height: number, most = 12): SVGGElement {
  const { rows, columns } = shown;
  const { size, x, y } = fit(shown, width, height, most);
  const group = svg("g", {
    class: "al-heat",
    transform: `translate(${round(x)} ${round(y)}) scale(${round(size)})`,
  });
  group.append(svg("rect", { class: "al-heat-paper", width: columns, height: rows }));
  const largest = reach(shown.cells);
  // One path per shade rather than a box per number.
  const paths = new Map<number | "nan", string>();
  shown.cells.forEach((cell, i) => {
    const value = Number(cell);
    const shade = Number.isFinite(value) ? Math.round((value / (largest || 1)) * SHADES) : "nan";
    if (shade === 0) return;
    const [row, column] = [Math.floor(i / columns), i % columns];
    paths.set(shade, `${paths.get(shade) ?? ""}M${column} ${row}h1v1h-1z`);
  });
  for (const [shade, d] of paths) {
    const sort = shade === "nan" ? "nan" : shade > 0 ? "plus" : "minus";
    const opacity = shade === "nan" ? 1 : Math.abs(shade) / SHADES;
    group.append(svg("path", { d, class: `al-heat-${sort}`, "fill-opacity": opacity }));
  }
  return group;
}

/** Where such a picture will stand. */
export function outline(
  shown: TensorPreview,
  width: number,
  height: number,
  left: number,
  top: number,
): SVGRectElement {
  const { size, x, y } = fit(shown, width, height, 12);
  return svg("rect", {
    class: "al-heat-outline",
    x: left + x,
    y: top + y,
    width: size * shown.columns,
    height: size * shown.rows,
  });
}

function fit(
  { rows, columns }: TensorPreview,
  width: number,
  height: number,
  most: number,
): { size: number; x: number; y: number } {
  const size = Math.min(width / columns, height / rows, most);
  return { size, x: (width - size * columns) / 2, y: (height - size * rows) / 2 };
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
