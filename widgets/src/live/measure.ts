/** The three questions about a layer over time, and the scale on which each is answered. */

import { type Decades, decades } from "../graph/scale.ts";
import { type Grid, NOTHING } from "./grid.ts";

export type Measure = "gradient" | "ratio" | "inactive";

export const GRID: Readonly<Record<Measure, string>> = {
  gradient: "flow/gradient",
  ratio: "flow/ratio",
  inactive: "flow/inactive",
};

/** The ratio's axis: a healthy step changes a weight by about a thousandth of itself, which is its middle. */
export const RATIO: Decades = { low: -6, high: 0 };

/** What a cell shows: a place on the scale from 0 to 1, or one of three stories without a size. */
export type Cell = number | "none" | "zero" | "broken";

export function cell(value: number, measure: Measure, scale: Decades): Cell {
  if (value === NOTHING) return "none";
  if (!Number.isFinite(value)) return "broken";
  if (measure === "inactive") return Math.min(1, Math.max(0, value));
  if (value <= 0) return "zero";
  return Math.min(1, Math.max(0, (Math.log10(value) - scale.low) / (scale.high - scale.low)));
}

/** The scale of a measure; that of the gradients grows with what is seen in the columns `from` this one on. */
export function scaleOf(measure: Measure, grid: Grid | undefined, from: number, before?: Decades): Decades {
  if (measure !== "gradient") return RATIO;
  const values: number[] = [];
  for (let i = from; i < (grid?.length ?? 0); i++) values.push(...grid!.column(i));
  return values.length > 0 || !before ? decades(values, before) : before;
}
