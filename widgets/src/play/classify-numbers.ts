/** The numbers of a network that learns, taken apart. */

import type { ClassifyRun } from "../generated/protocol.ts";

export interface Layer {
  readonly from: number;
  readonly to: number;
  /** Row by row: the weights into each unit. */
  readonly weights: Float32Array;
  readonly biases: Float32Array;
}

export interface Points {
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly kind: Float32Array;
  readonly test: Float32Array;
}

export interface Picture {
  /** The probability of the second class for each cell. */
  readonly field: Float32Array;
  /** The map of each hidden unit, layer by layer. */
  readonly units: readonly (readonly Float32Array[])[];
  readonly layers: readonly Layer[];
  readonly points: Points;
  readonly history: {
    readonly step: Float32Array;
    readonly train: Float32Array;
    readonly test: Float32Array;
  };
}

export function picture(run: ClassifyRun, values: Float32Array): Picture {
  let at = 0;
  const take = (count: number): Float32Array => {
    at += count;
    return values.subarray(at - count, at);
  };
  const { hidden } = run.settings;
  const field = take(run.field ** 2);
  const units = hidden.map((size) => Array.from({ length: size }, () => take(run.unit ** 2)));
  const sizes = [2, ...hidden, 1];
  const layers = sizes.slice(1).map((to, i) => {
    const from = sizes[i]!;
    return { from, to, weights: take(from * to), biases: take(to) };
  });
  const points = { x: take(run.points), y: take(run.points), kind: take(run.points), test: take(run.points) };
  const history = { step: take(run.history), train: take(run.history), test: take(run.history) };
  return { field, units, layers, points, history };
}

/** What an input is, all over the plane, from −1 to 1: the map in its box. */
export function inputMap(axis: 0 | 1, cells: number): Float32Array {
  return Float32Array.from({ length: cells * cells }, (_, i) => {
    const along = axis === 0 ? i % cells : cells - 1 - Math.floor(i / cells);
    return ((along + 0.5) / cells) * 2 - 1;
  });
}

/** The largest size of a unit's output; a map is read beside itself, for units differ in scale. */
export function reach(map: Float32Array): number {
  let most = 0;
  for (const value of map) if (Number.isFinite(value)) most = Math.max(most, Math.abs(value));
  return most || 1;
}
