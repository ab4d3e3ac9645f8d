/** What there is to compare between runs. The kernel orders saved runs by the same rules (record/runs.py). */

import type { Score } from "../generated/protocol.ts";
import type { Curve } from "./curve.ts";

/** Where less is better, although it is no loss. */
const LESS = ["err", "perplexity", "ppl", "mae", "mse", "rmse", "误差", "困惑度"];

export function lessIsBetter({ name, group }: Pick<Score, "name" | "group">): boolean {
  const low = name.toLowerCase();
  return group === "loss" || LESS.some((word) => low.includes(word));
}

/** How far a curve has come. */
export function scoreOf(curve: Curve): Score {
  const { name, group, x, y } = curve;
  const sign = lessIsBetter(curve) ? 1 : -1;
  let best = -1;
  for (let i = 0; i < y.length; i++)
    if (Number.isFinite(y[i]!) && (best < 0 || sign * y[i]! < sign * y[best]!)) best = i;
  return { name, group, best: y[best] ?? "NaN", best_step: x[best] ?? 0, last: y.at(-1) ?? "NaN" };
}

/** The curve by which runs are compared: the one that most of them have, a validation loss before others. */
export function mainCurve(runs: readonly { readonly scores: readonly Score[] }[]): string | undefined {
  const ranks = new Map<string, [count: number, loss: number, validation: number]>();
  for (const { name, group } of runs.flatMap(({ scores }) => scores)) {
    const validation = /val|test|验证|测试/i.test(name);
    const rank = ranks.get(name) ?? [0, Number(group === "loss"), Number(validation)];
    rank[0]++;
    ranks.set(name, rank);
  }
  let best: string | undefined;
  for (const [name, rank] of ranks) if (best === undefined || larger(rank, ranks.get(best)!)) best = name;
  return best;
}

/** The hyperparameters that are not the same in all runs. */
export function differing(runs: readonly Readonly<Record<string, string>>[]): ReadonlySet<string> {
  const names = new Set(runs.flatMap((settings) => Object.keys(settings)));
  return new Set([...names].filter((name) => new Set(runs.map((settings) => settings[name])).size > 1));
}

function larger(a: readonly number[], b: readonly number[]): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return a[i]! > b[i]!;
  return false;
}
