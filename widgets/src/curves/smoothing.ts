/**
 * An exponential moving average without the pull towards zero at the start, as TensorBoard's: weight 0 is the curve
 * itself, 0.99 remembers about a hundred points. A curve of many thousand points remembers more of them, as many as
 * lie on the same length of the picture, so one weight is right for short and for long runs. A point that comes after
 * a longer gap counts for more: a curve that was thinned out is smoothed over as many steps as before. What is no
 * number stays a gap, and is not averaged.
 */

import type { Curve } from "./curve.ts";

/** From twice so many points on, the memory grows; in doublings, so that the past is seldom computed again. */
const LONG = 1000;

export class Smoothing {
  #weight = -1;
  #revision = -1;
  #done = 0;
  #values = new Float32Array(256);
  #mean = 0;
  #mass = 0;
  #last = Number.NaN;
  #gap = Number.POSITIVE_INFINITY;
  #unit = 1;

  /** The smoothed values; only what is new since the last call is computed. */
  of(curve: Curve, weight: number): Float32Array {
    const { x, y, length, revision } = curve;
    if (weight !== this.#weight || revision !== this.#revision || length < this.#done) {
      this.#weight = weight;
      this.#revision = revision;
      this.#gap = Number.POSITIVE_INFINITY;
      this.#restart();
    }
    const gap = smallestGap(x, this.#done, this.#gap);
    const unit = gap * unitOf((x.at(-1)! - x[0]!) / gap);
    if (gap !== this.#gap || unit !== this.#unit) this.#restart();
    this.#gap = gap;
    this.#unit = unit;
    const one = weight ** (gap / unit);
    if (this.#values.length < length) {
      const larger = new Float32Array(2 ** Math.ceil(Math.log2(length)));
      larger.set(this.#values);
      this.#values = larger;
    }
    for (let i = this.#done; i < length; i++) {
      const value = y[i]!;
      if (Number.isFinite(value)) {
        const since = x[i]! - this.#last;
        const keep = since > gap ? weight ** (since / unit) : one;
        this.#mean = keep * this.#mean + (1 - keep) * value;
        this.#mass = keep * this.#mass + (1 - keep);
        this.#last = x[i]!;
        this.#values[i] = this.#mean / this.#mass;
      } else this.#values[i] = value;
    }
    this.#done = length;
    return this.#values.subarray(0, length);
  }

  #restart(): void {
    this.#done = this.#mean = this.#mass = 0;
    this.#last = Number.NaN;
  }
}

function unitOf(points: number): number {
  return points >= 2 * LONG && Number.isFinite(points) ? 2 ** Math.floor(Math.log2(points / LONG)) : 1;
}

function smallestGap(x: Float32Array, from: number, start: number): number {
  let smallest = start;
  for (let i = Math.max(1, from); i < x.length; i++) {
    const gap = x[i]! - x[i - 1]!;
    if (gap > 0 && gap < smallest) smallest = gap;
  }
  return smallest;
}
