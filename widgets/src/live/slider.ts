/** From a slider's position to a value and back; both run from 0 to 1 on the slider's side. */

import type { Setting } from "../generated/protocol.ts";

export interface Track {
  readonly toValue: (position: number) => number;
  readonly toPosition: (value: number) => number;
}

/** Logarithmic, since 0.001 to 0.002 matters as much as 0.1 to 0.2; the left end may mean exactly zero. */
function logarithmic(low: number, high: number, withZero: boolean): Track {
  const start = withZero ? 0.06 : 0;
  const decades = Math.log10(high / low);
  return {
    toValue: (position) => {
      if (withZero && position < start / 2) return 0;
      const along = Math.max(0, (position - start) / (1 - start));
      return round(low * 10 ** (along * decades));
    },
    toPosition: (value) => {
      if (withZero && !(value > 0)) return 0;
      const along = Math.log10(Math.max(low, value) / low) / decades;
      return Math.min(1, start + along * (1 - start));
    },
  };
}

function linear(high: number): Track {
  return {
    toValue: (position) => round(Math.min(1, Math.max(0, position)) * high),
    toPosition: (value) => Math.min(1, Math.max(0, value / high)),
  };
}

/** Two digits are as fine as a hand can set. */
function round(value: number): number {
  return Number(value.toPrecision(2));
}

export const TRACKS: Readonly<Record<Setting, Track>> = {
  lr: logarithmic(1e-6, 10, false),
  momentum: linear(0.99),
  beta1: linear(0.99),
  weight_decay: logarithmic(1e-6, 1, true),
};

export const SETTINGS = ["lr", "momentum", "beta1", "weight_decay"] as const satisfies readonly Setting[];

/** Steps per second; the right end is as fast as it goes. */
export const SPEEDS: readonly (number | null)[] = [1, 2, 5, 10, 20, 50, 100, null];

/** Where on the slider a speed lies, also one that was set from Python. */
export function speedPosition(speed: number | null): number {
  const at = speed === null ? -1 : SPEEDS.findIndex((one) => one === null || one >= speed);
  return at < 0 ? SPEEDS.length - 1 : at;
}

/** What was typed, as a number; undefined otherwise. Whether it makes sense is for the kernel to say. */
export function parseNumber(text: string): number | undefined {
  const value = Number(text.trim().replace("−", "-").replace(",", "."));
  return text.trim() === "" || !Number.isFinite(value) ? undefined : value;
}

/**
 * The kept step that a slider means when it is moved to `value`: the nearest, but never the one it stands on, so
 * that arrow keys, which move by one, get ahead. `now` is the right end.
 */
export function keptStep(kept: readonly number[], now: number, value: number, before: number): number {
  const places = kept.filter((step) => step < now).concat(now);
  const nearest = places.reduce((best, step) =>
    Math.abs(step - value) < Math.abs(best - value) ? step : best,
  );
  if (nearest !== before || value === before) return nearest;
  const at = places.indexOf(before);
  return places[at + Math.sign(value - before)] ?? nearest;
}

/** A setting in eight characters, which is what its field holds: 0.0005, 0.04728, 3.547e-7. */
export function shown(value: number): string {
  const digits = Number(value.toPrecision(4));
  const plain = String(digits);
  return digits === 0 || (digits >= 1e-4 && digits < 1e6 && plain.length <= 8)
    ? plain
    : digits.toExponential();
}
