/**
 * The picture of one layer's values: steps to the right, values upwards, darker where more values are; the line is the
 * mean. At the right the histogram of one step on the same axis: the newest, or the one under the pointer.
 */

import { ticks } from "../curves/plot.ts";
import { type Cleanup, html, svg } from "../dom.ts";
import * as format from "../format.ts";
import type { Translate } from "../i18n.ts";
import { type Axis, along, type Bins, binsOf, density, marks } from "./bins.ts";
import { Palette } from "./colours.ts";
import type { Grid } from "./grid.ts";
import { type HeatColumn, HeatMap } from "./heat.ts";
import type { Cell } from "./measure.ts";

export const HEIGHT = 260;
const LEFT = 58;
const BOTTOM = 24;
const TOP = 8;
const SIDE = 132;
const GAP = 14;
/** Pixels of a column; each is a row of the heat map. */
const LEVELS = 114;
const COLOURS = ["--al-hist-none", "--al-hist-some", "--al-hist-most"];

export interface Told {
  readonly bins: Bins;
  readonly latest: boolean;
}

export class HistogramPlot {
  readonly element = html("div", { class: "al-hist-plot" });
  readonly #map: HeatMap;
  readonly #over = svg("svg", { class: "al-hist-over", "aria-hidden": "true" });
  readonly #axes = svg("g", { class: "al-chart-axes" });
  readonly #band = svg("path", { class: "al-hist-band" });
  readonly #mean = svg("path", { class: "al-hist-mean" });
  readonly #zeros = svg("g", { class: "al-hist-zeros" });
  readonly #side = svg("path", { class: "al-hist-bars" });
  readonly #sideMean = svg("path", { class: "al-hist-mean" });
  readonly #pointer = svg("path", { class: "al-chart-pointer" });
  /** Where the pointer is, and the column that it is on. */
  #x: number | undefined;
  #column: number | undefined;
  #again: () => void = () => {};

  constructor(cleanup: Cleanup) {
    const probe = html("span", { hidden: true });
    this.#map = new HeatMap(new Palette(probe));
    this.#map.canvas.dataset.testid = "hist-heat";
    this.#over.append(
      this.#axes,
      this.#zeros,
      this.#band,
      this.#mean,
      this.#side,
      this.#sideMean,
      this.#pointer,
    );
    this.element.append(probe, this.#map.canvas, this.#over);
    cleanup.listen<PointerEvent>(this.element, "pointermove", (event) => {
      const box = this.element.getBoundingClientRect();
      this.#point(event.clientX - box.left - LEFT);
    });
    cleanup.listen(this.element, "pointerleave", () => this.#point(undefined));
  }

  label(words: string): void {
    this.#map.canvas.setAttribute("aria-label", words);
  }

  #point(x: number | undefined): void {
    this.#x = x;
    this.#again();
  }

  update(grid: Grid, axis: Axis, lastStep: number, t: Translate, tell: (told: Told) => void): void {
    const width = this.element.clientWidth - LEFT - GAP - SIDE;
    const height = HEIGHT - TOP - BOTTOM;
    if (width < 40) return;
    this.#map.draw(
      {
        key: `${grid.name}|${grid.generation}|${axis.low}|${axis.high}|${axis.knee}`,
        columns: grid.length,
        rows: LEVELS,
        column: (index) => column(binsOf(grid, index), axis),
        lastStep,
        colours: COLOURS,
      },
      width,
      height,
    );
    this.#map.canvas.dataset.columns = String(this.#map.columns);
    this.#over.setAttribute("width", String(this.element.clientWidth));
    this.#over.setAttribute("height", String(HEIGHT));
    const y = (value: number): number => TOP + (1 - Math.min(1, Math.max(0, along(value, axis)))) * height;
    this.#drawAxes(axis, lastStep, width, height, t);
    this.#drawMeans(grid, lastStep, width, y);
    this.#again = () => {
      const at = this.#x === undefined ? undefined : this.#map.at(this.#x, width, lastStep);
      this.#column = at && at.column < grid.length ? at.column : undefined;
      const bins = binsOf(grid, this.#column ?? grid.length - 1);
      this.#drawSide(bins, axis, width, height, y);
      const x = LEFT + (bins.step / lastStep) * width;
      this.#pointer.setAttribute("d", this.#column === undefined ? "" : `M${x},${TOP}v${height}`);
      tell({ bins, latest: this.#column === undefined });
    };
    this.#again();
  }

  #drawAxes(axis: Axis, lastStep: number, width: number, height: number, t: Translate): void {
    const parts: SVGElement[] = [];
    for (const mark of marks(axis, 7)) {
      const y = Math.round(TOP + (1 - along(mark, axis)) * height) + 0.5;
      const zero = mark === 0 ? "al-zero" : undefined;
      parts.push(svg("path", { class: zero, d: `M${LEFT - 4},${y}h4M${LEFT + width + GAP},${y}h${SIDE}` }));
      parts.push(svg("text", { x: LEFT - 8, y: y + 3.5, "text-anchor": "end" }, format.number(mark)));
    }
    for (const mark of ticks({ low: 0, high: lastStep, logarithmic: false }, Math.max(2, width / 80))) {
      if (!Number.isInteger(mark) || mark > lastStep) continue;
      const x = LEFT + (mark / lastStep) * width;
      const anchor = x > LEFT + width - 16 ? "end" : "middle";
      parts.push(svg("text", { x, y: HEIGHT - 7, "text-anchor": anchor }, format.count(mark)));
    }
    parts.push(svg("text", { x: LEFT - 14, y: HEIGHT - 7, "text-anchor": "end" }, t("curves.step")));
    this.#axes.replaceChildren(...parts);
  }

  /** The mean as a line, one standard deviation to both sides as two thin ones; gaps where nothing is finite. */
  #drawMeans(grid: Grid, lastStep: number, width: number, y: (value: number) => number): void {
    let mean = "";
    const edges = ["", ""];
    let pen = "M";
    for (let i = 0; i < grid.length; i++) {
      const bins = binsOf(grid, i);
      if (bins.broken >= 1) {
        pen = "M";
        continue;
      }
      const x = (LEFT + (bins.step / lastStep) * width).toFixed(1);
      mean += `${pen}${x},${y(bins.mean).toFixed(1)}`;
      edges[0] += `${pen}${x},${y(bins.mean + bins.std).toFixed(1)}`;
      edges[1] += `${pen}${x},${y(bins.mean - bins.std).toFixed(1)}`;
      pen = "L";
    }
    // The newest column reaches to the right edge, and so do its lines.
    const end = pen === "L" ? `H${LEFT + width}` : "";
    this.#mean.setAttribute("d", mean + end);
    this.#band.setAttribute("d", edges.map((edge) => edge + end).join(""));
  }

  #drawSide(bins: Bins, axis: Axis, width: number, height: number, y: (value: number) => number): void {
    const left = LEFT + width + GAP;
    const shares = density(bins, axis, Math.round(height));
    const most = shares.reduce((largest, share) => Math.max(largest, share), 0);
    let d = "";
    if (most > 0) {
      shares.forEach((share, i) => {
        const bottom = TOP + height - i;
        d += `${d ? "L" : `M${left},${bottom}L`}${(left + (share / most) * SIDE).toFixed(1)},${bottom}`;
      });
      d += `L${left},${TOP}Z`;
    }
    this.#side.setAttribute("d", d);
    const middle = y(bins.mean).toFixed(1);
    this.#sideMean.setAttribute("d", bins.broken >= 1 ? "" : `M${left},${middle}h${SIDE}`);
    const zeros: SVGElement[] = [];
    if (bins.zeros > 0) {
      const at = y(0);
      zeros.push(svg("rect", { x: left, y: at - 1.5, width: Math.max(2, bins.zeros * SIDE), height: 3 }));
    }
    this.#zeros.replaceChildren(...zeros);
  }
}

/** A column of the heat map. Dark is the densest place of its own step: what matters is the shape. */
function column(bins: Bins, axis: Axis): HeatColumn {
  if (bins.broken >= 1) return { step: bins.step, cells: Array<Cell>(LEVELS).fill("broken") };
  const shares = density(bins, axis, LEVELS);
  const most = shares.reduce((largest, share) => Math.max(largest, share), 0) || 1;
  const cells: Cell[] = [];
  for (let i = LEVELS - 1; i >= 0; i--) cells.push(shares[i]! > 0 ? Math.sqrt(shares[i]! / most) : "none");
  return { step: bins.step, cells };
}
