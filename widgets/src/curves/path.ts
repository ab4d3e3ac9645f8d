/** Curves as SVG paths with no more points than the picture can show, and marks where they are no numbers. */

/** Among the picked points: here the line is lifted, for there is no number. */
export const GAP = -1;

/**
 * The points worth drawing among those from `from` to `to`, by their numbers. So many neighbours are taken together
 * that about one group falls on a column of pixels, and of each group the lowest and the highest are kept: no spike is
 * lost.
 */
export function pick(y: Float32Array, from: number, to: number, columns: number): number[] {
  const size = Math.max(1, Math.ceil((to - from) / columns));
  const picked: number[] = [];
  const lift = (): void => {
    if (picked.at(-1) !== GAP) picked.push(GAP);
  };
  for (let start = from; start < to; start += size) {
    const end = Math.min(start + size, to);
    let low = -1;
    let high = -1;
    let broken = -1;
    for (let i = start; i < end; i++) {
      const value = y[i]!;
      if (value - value !== 0) broken = i;
      else {
        if (low < 0 || value < y[low]!) low = i;
        if (high < 0 || value > y[high]!) high = i;
      }
    }
    const first = Math.min(low, high);
    const second = Math.max(low, high);
    if (broken >= 0 && broken < first) lift();
    if (first >= 0) picked.push(first);
    if (broken > first && broken < second) lift();
    if (second > first) picked.push(second);
    if (broken > second) lift();
  }
  return picked;
}

/** From a point to its pixels. */
export interface Box {
  readonly px: (step: number) => number;
  /** NaN where the scale cannot show the value. */
  readonly py: (value: number) => number;
}

/** The line through the picked points; one that is alone between gaps is a dot. */
export function path(x: Float32Array, y: Float32Array, picked: readonly number[], box: Box): string {
  let result = "";
  let alone = "";
  let pen = "M";
  const lift = (): void => {
    if (alone) result += `L${alone}`; // with round ends, a line of no length is a dot
    alone = "";
    pen = "M";
  };
  for (const index of picked) {
    const py = index === GAP ? Number.NaN : box.py(y[index]!);
    if (Number.isNaN(py)) lift();
    else {
      const text = `${tenths(box.px(x[index]!))},${tenths(py)}`;
      result += pen + text;
      alone = pen === "M" ? text : "";
      pen = "L";
    }
  }
  lift();
  return result;
}

/** Neighbouring values that are no numbers. */
export interface Break {
  readonly start: number;
  readonly end: number;
  readonly kind: "nan" | "up" | "down";
  /** The last number before it; NaN where there is none. */
  readonly before: number;
}

const MOST_BREAKS = 40;

export function breaks(y: Float32Array, from: number, to: number): Break[] {
  const found: Break[] = [];
  let before = Number.NaN;
  for (let i = from; i < to && found.length < MOST_BREAKS; i++) {
    const value = y[i]!;
    if (Number.isFinite(value)) {
      before = value;
      continue;
    }
    const start = i;
    while (i + 1 < to && Object.is(y[i + 1]!, value)) i++;
    found.push({ start, end: i, kind: Number.isNaN(value) ? "nan" : value > 0 ? "up" : "down", before });
  }
  return found;
}

function tenths(pixels: number): number {
  return Math.round(pixels * 10) / 10;
}
