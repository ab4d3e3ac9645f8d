/**
 * What the x axis shows: steps, or where a run was at each step: in which epoch, after how many seconds. The axis of
 * curves that are of no run is plain.
 */

import type { Curve } from "./curve.ts";
import { indexAt } from "./plot.ts";

export type XMode = "step" | "epoch" | "time" | "plain";

/** The names of the kernel's clocks; a learner's curve cannot have them, for they begin with a tab. */
export const CLOCKS = { epoch: "\tepochs", time: "\tseconds" } as const;

/** From the step to the axis and back; neither goes down. */
export interface Warp {
  readonly to: (step: number) => number;
  readonly from: (value: number) => number;
}

export const STEPS: Warp = { to: (step) => step, from: (value) => value };

/** The warp of a run for this axis; undefined when the run does not know. */
export function warpOf(curves: ReadonlyMap<string, Curve>, mode: XMode): Warp | undefined {
  if (mode === "step" || mode === "plain") return STEPS;
  const clock = curves.get(CLOCKS[mode]);
  return clock && clock.length > 0 ? straight(clock.x, clock.y) : undefined;
}

/** Straight between the notes of a clock, and on with the last slope beyond them. */
export function straight(steps: Float32Array, values: Float32Array): Warp {
  return {
    to: (step) => along(steps, values, step),
    from: (value) => along(values, steps, value),
  };
}

function along(from: Float32Array, to: Float32Array, value: number): number {
  const last = from.length - 1;
  if (value <= from[0]!) return to[0]!;
  const i = Math.min(indexAt(from, value), last - 1);
  if (i < 0) return to[0]!;
  const span = from[i + 1]! - from[i]!;
  return span > 0 ? to[i]! + ((value - from[i]!) / span) * (to[i + 1]! - to[i]!) : to[i + 1]!;
}
