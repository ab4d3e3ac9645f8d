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
  weight_decay: logarithmic(1e-6, 1, true),
};

export const SETTINGS = ["lr", "momentum", "weight_decay"] as const satisfies readonly Setting[];

/** What was typed, as a number that makes sense here; undefined otherwise, and the old value stays. */
export function parseSetting(name: Setting, text: string): number | undefined {
  const value = Number(text.trim().replace("−", "-").replace(",", "."));
  if (text.trim() === "" || !Number.isFinite(value) || value < 0) return undefined;
  return name === "momentum" && value >= 1 ? undefined : value;
}
