/** The numbers of an all-reduce, taken apart. */

import type { RingRun } from "../generated/protocol.ts";

export interface Ring {
  /** For each step and worker, its gradient. */
  readonly gradients: readonly (readonly Float32Array[])[];
  /** For each step, worker and chunk: of how many workers it is the sum. */
  readonly counts: readonly (readonly Float32Array[])[];
  readonly whole: Float32Array;
}

export function ring({ world, size, steps }: RingRun, values: Float32Array): Ring {
  let at = 0;
  const take = (count: number): Float32Array => {
    at += count;
    return values.subarray(at - count, at);
  };
  const each = (count: number) => steps.map(() => Array.from({ length: world }, () => take(count)));
  return { gradients: each(size), counts: each(world), whole: take(size) };
}

/** The chunk that came to each worker, when these were sent. */
export function arrivals(sends: readonly number[]): number[] {
  return sends.map((_, rank) => sends[(rank - 1 + sends.length) % sends.length]!);
}
