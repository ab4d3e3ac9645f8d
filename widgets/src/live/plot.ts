/** The arithmetic of a line chart: scales, round ticks, and curves with no more points than pixels. */

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

/** The scale that holds all values; losses are read from zero, which a logarithmic scale does not have. */
export function fit(curves: readonly Float32Array[], logarithmic: boolean, fromZero: boolean): Scale {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const values of curves) {
    for (const value of values) {
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

/**
 * The path of a curve in a box of this size. Where several points share a pixel column, its lowest and its
 * highest are kept, so that no spike is lost; one that leaves the scale is cut off at its edge. What cannot be drawn (NaN, or zero on a log scale) is a gap.
 */
export function path(
  x: Float32Array,
  y: Float32Array,
  xScale: Scale,
  yScale: Scale,
  width: number,
  height: number,
): string {
  let result = "";
  let pen = "M";
  let column = Number.NaN;
  let low = 0;
  let high = 0;
  const point = (index: number): void => {
    const px = place(x[index]!, xScale) * width;
    const py = Math.min(1, Math.max(0, 1 - place(y[index]!, yScale))) * height;
    result += `${pen}${px.toFixed(1)},${py.toFixed(1)}`;
    pen = "L";
  };
  const flush = (): void => {
    if (Number.isNaN(column)) return;
    point(Math.min(low, high));
    if (low !== high) point(Math.max(low, high));
    column = Number.NaN;
  };
  for (let i = 0; i < x.length; i++) {
    const value = y[i]!;
    if (!Number.isFinite(value) || (yScale.logarithmic && value <= 0)) {
      flush();
      pen = "M";
      continue;
    }
    const here = Math.floor(place(x[i]!, xScale) * width);
    if (here === column) {
      if (value < y[low]!) low = i;
      if (value > y[high]!) high = i;
      continue;
    }
    flush();
    column = here;
    low = high = i;
  }
  flush();
  return result;
}

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
