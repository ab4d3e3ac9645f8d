/** The arithmetic of a line chart: scales, round ticks, and which point is where. */

export interface Scale {
  readonly low: number;
  readonly high: number;
  readonly logarithmic: boolean;
}

/** The place of a value on its scale, from 0 to 1. */
export function place(value: number, { low, high, logarithmic }: Scale): number {
  if (logarithmic) return Math.log(value / low) / Math.log(high / low);
  return (value - low) / (high - low);
}

/** The scale that holds all values, whatever is no number left out; losses are read from zero, which a logarithmic scale does not have. */
export function fit(curves: readonly ArrayLike<number>[], logarithmic: boolean, fromZero: boolean): Scale {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const values of curves) {
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!;
      if (!Number.isFinite(value) || (logarithmic && value <= 0)) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  if (low > high) return { low: logarithmic ? 0.1 : 0, high: 1, logarithmic };
  if (logarithmic) return { low: low / 1.25, high: high * 1.25, logarithmic };
  if (fromZero && low >= 0) return { low: 0, high: high * 1.06 || 1, logarithmic };
  const margin = (high - low || Math.abs(high) || 1) * 0.08;
  return { low: low - margin, high: high + margin, logarithmic };
}

/** A noisy curve without its highest values, so that a few bad batches do not flatten all the rest. */
export function withoutSpikes(values: Float32Array): Float32Array {
  const stride = Math.ceil(values.length / 2000);
  const sample = values.filter((value, i) => i % stride === 0 && Number.isFinite(value)).sort();
  const most = sample[Math.floor((sample.length - 1) * 0.99)] ?? 0;
  return sample.filter((value) => value <= most);
}

/** Round values for an axis: steps of 1, 2 or 5, or whole powers of ten where the scale spans several. */
export function ticks(scale: Scale, most: number): number[] {
  const { low, high, logarithmic } = scale;
  if (!logarithmic) return linearTicks(low, high, most);
  const first = Math.ceil(Math.log10(low));
  const last = Math.floor(Math.log10(high));
  const result: number[] = [];
  const few = last - first < 2;
  const stride = Math.max(1, Math.ceil((last - first + 1) / most));
  for (let exponent = first - 1; exponent <= last; exponent++) {
    for (const digit of few ? [1, 2, 5] : [1]) {
      const value = Number(`${digit}e${exponent}`);
      if ((few || (exponent - first) % stride === 0) && value >= low && value <= high) result.push(value);
    }
  }
  return result.length >= 2 ? result : linearTicks(low, high, most);
}

function linearTicks(low: number, high: number, most: number): number[] {
  const rough = (high - low) / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((digit) => digit * power >= rough * 0.999) ?? 10) * power;
  const result: number[] = [];
  for (let i = Math.ceil(low / step); i * step <= high * (1 + 1e-9); i++)
    result.push(Number((i * step).toPrecision(12)));
  return result;
}

/** Steps of 1, 2, 5 up to half a minute, then what a clock shows. */
export function timeTicks(low: number, high: number, most: number): number[] {
  const rough = (high - low) / most;
  if (rough <= 10) return linearTicks(low, high, most);
  const step = CLOCK_STEPS.find((seconds) => seconds >= rough) ?? Math.ceil(rough / 3600) * 3600;
  const result: number[] = [];
  for (let i = Math.ceil(low / step); i * step <= high; i++) result.push(i * step);
  return result;
}

const CLOCK_STEPS = [15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400];

/** The last point that is not beyond this x; -1 where there is none. */
export function indexAt(x: Float32Array, value: number): number {
  let low = 0;
  let high = x.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (x[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** The point whose x is nearest to this one; -1 where there is none. */
export function nearest(x: Float32Array, value: number): number {
  const before = indexAt(x, value);
  if (before < 0) return x.length > 0 ? 0 : -1;
  if (before === x.length - 1) return before;
  return value - x[before]! <= x[before + 1]! - value ? before : before + 1;
}
