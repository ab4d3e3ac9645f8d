/** The columns of a histogram over time, as `record/histogram.py` makes them, laid on one axis. */

import type { Grid } from "./grid.ts";

const HEAD = 8;
const TINY = 1e-30;

export interface Bins {
  readonly step: number;
  /** Shares of all values: not finite, and exactly zero, which are in no bin. */
  readonly broken: number;
  readonly zeros: number;
  readonly low: number;
  readonly width: number;
  readonly mean: number;
  readonly std: number;
  readonly min: number;
  readonly max: number;
  readonly shares: Float32Array;
}

export function binsOf(grid: Grid, index: number): Bins {
  const c = grid.column(index);
  const [broken, zeros, low, width, mean, std, min, max] = c as unknown as number[];
  return {
    step: grid.step(index),
    broken: broken!,
    zeros: zeros!,
    low: low!,
    width: width!,
    mean: mean!,
    std: std!,
    min: min!,
    max: max!,
    shares: c.subarray(HEAD),
  };
}

/** An axis of values. `knee` > 0: linear up to there, logarithmic beyond, on both sides of zero. */
export interface Axis {
  readonly low: number;
  readonly high: number;
  readonly knee: number;
}

function bend(value: number, knee: number): number {
  if (knee <= 0) return value;
  const size = Math.abs(value) / knee;
  return Math.sign(value) * (size <= 1 ? size : 1 + Math.log10(size));
}

/** From 0 at the low end to 1 at the high end. */
export function along(value: number, { low, high, knee }: Axis): number {
  return (bend(value, knee) - bend(low, knee)) / (bend(high, knee) - bend(low, knee));
}

/** The lowest and the highest value of bins that hold anything. */
function reach({ shares, low, width, zeros }: Bins): readonly [number, number] | undefined {
  const first = shares.findIndex((share) => share > 0);
  if (first < 0) return zeros > 0 ? [0, 0] : undefined;
  let last = shares.length - 1;
  while (last > first && shares[last]! <= 0) last--;
  let [least, most] = [low + first * width, low + (last + 1) * width];
  if (zeros > 0) [least, most] = [Math.min(0, least), Math.max(0, most)];
  return [least, most];
}

/** The axis that holds every column; it only grows, so that the picture does not jump. */
export function axisOf(columns: Iterable<Bins>, logarithmic: boolean, before?: Axis): Axis {
  let [low, high] = before ? [before.low, before.high] : [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  let finest = Number.POSITIVE_INFINITY;
  for (const bins of columns) {
    const ends = reach(bins);
    if (!ends) continue;
    if (bins.width < finest && bins.width > 0) finest = bins.width;
    if (ends[0] < low) low = ends[0];
    if (ends[1] > high) high = ends[1];
  }
  if (!(low < high)) {
    const middle = Number.isFinite(low) ? low : 0;
    const half = Math.abs(middle) * 0.5 || 1;
    [low, high] = [middle - half, middle + half];
  }
  const knee = logarithmic ? Math.max(finest === Number.POSITIVE_INFINITY ? 0 : 2 * finest, TINY) : 0;
  return { low, high, knee: before?.knee && logarithmic ? Math.min(before.knee, knee) : knee };
}

/** The share of values per pixel, from the low end of the axis; a bin narrower than a pixel adds to the one it is in. */
export function density(bins: Bins, axis: Axis, pixels: number): Float32Array {
  const result = new Float32Array(pixels);
  bins.shares.forEach((share, i) => {
    if (share <= 0) return;
    const from = along(bins.low + i * bins.width, axis) * pixels;
    const to = along(bins.low + (i + 1) * bins.width, axis) * pixels;
    const size = Math.max(to - from, 1e-9);
    for (let pixel = Math.max(0, Math.floor(from)); pixel < Math.min(pixels, Math.ceil(to)); pixel++) {
      const part = Math.min(to, pixel + 1) - Math.max(from, pixel);
      if (part > 0) result[pixel]! += (share * part) / size;
    }
  });
  return result;
}

/** Round values for the axis. */
export function marks(axis: Axis, most: number): number[] {
  if (axis.knee <= 0) {
    const rough = (axis.high - axis.low) / most;
    const power = 10 ** Math.floor(Math.log10(rough));
    const step = ([1, 2, 5, 10].find((digit) => digit * power >= rough * 0.999) ?? 10) * power;
    const result: number[] = [];
    for (let i = Math.ceil(axis.low / step); i * step <= axis.high; i++)
      result.push(Number((i * step).toPrecision(12)));
    return result;
  }
  const result = axis.low <= 0 && axis.high >= 0 ? [0] : [];
  const first = Math.ceil(Math.log10(axis.knee));
  const last = Math.floor(Math.log10(Math.max(Math.abs(axis.low), Math.abs(axis.high))));
  const stride = Math.max(1, Math.ceil((2 * (last - first + 1)) / most));
  for (let exponent = last; exponent >= first; exponent -= stride)
    for (const value of [10 ** exponent, -(10 ** exponent)])
      if (value >= axis.low && value <= axis.high) result.push(value);
  return result.sort((a, b) => a - b);
}
