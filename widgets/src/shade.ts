/** The colour of a signed number, the same in every view: blue above zero, orange below, the ground at zero. */

import { type Color, mix, type Palette } from "./palette.ts";

/** `size` is the largest number around, where the colours end. */
export function shade(value: number, size: number, look: Palette): Color {
  if (!Number.isFinite(value)) return look.missing;
  const strength = size > 0 ? Math.min(1, Math.abs(value) / size) : 0;
  return mix(look.zero, value < 0 ? look.orange : look.blue, strength);
}

/** The largest absolute value that is a number; 0 where there is none. */
export function reach(values: Iterable<unknown>): number {
  let most = 0;
  for (const value of values) {
    const size = Math.abs(Number(value));
    if (size > most && size < Number.POSITIVE_INFINITY) most = size;
  }
  return most;
}

/** The text that is read best on this colour. */
export function inkOn(color: Color): string {
  return isLight(color) ? "#15181e" : "#ffffff";
}

export function isLight([red, green, blue]: Color): boolean {
  return 0.299 * red + 0.587 * green + 0.114 * blue > 140;
}
