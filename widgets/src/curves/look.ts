/** Which curve gets which colour and dash, and what it is called. Colours stay apart for colour-blind readers. */

import type { MessageKey } from "../i18n.ts";

export const HUES = 8;
const DASHES = 4;

/** A colour of `curves.css` and a dash; both say the same thing twice, so colour alone is never needed. */
export interface Look {
  readonly hue: number;
  readonly dash: number;
}

export type Role = "train" | "validation" | "test";

export function roleOf(name: string): Role | undefined {
  const lower = name.toLowerCase();
  if (lower.includes("val") || name.includes("验证")) return "validation";
  if (lower.includes("test") || name.includes("测试")) return "test";
  return lower.includes("train") || lower === "loss" || name.includes("训练") ? "train" : undefined;
}

export const ROLE_WORDS: Readonly<Record<Role, MessageKey>> = {
  train: "curves.train",
  validation: "curves.validation",
  test: "curves.test",
};

const ROLE_HUES: Readonly<Record<Role, number>> = { train: 0, validation: 1, test: 2 };

/** Training is blue and validation orange wherever they appear; the others take what is left, in their order. */
export function looks(names: readonly string[]): Look[] {
  const taken = new Set<number>();
  const result = names.map((name) => {
    const role = roleOf(name);
    const hue = role && ROLE_HUES[role];
    if (hue === undefined || taken.has(hue)) return undefined;
    taken.add(hue);
    return { hue, dash: 0 };
  });
  let next = 0;
  return result.map((look) => {
    if (look) return look;
    while (next < HUES && taken.has(next)) next++;
    const number = next++;
    return { hue: number % HUES, dash: Math.floor(number / HUES) % DASHES };
  });
}

/** The colour of another run beside ours, which keeps blue and orange. */
export function runHue(index: number): number {
  return 2 + (index % (HUES - 2));
}

/** The dash tells the curves of another run apart: training is dashed, the rest dotted. */
export function runDash(name: string): number {
  return roleOf(name) === "train" ? 1 : 2;
}
