/**
 * Blocks that repeat lie on one stack: the layers of a transformer, the turns of a loop.
 *
 * A block is one item or several in a row. What is stacked stood one behind the other, an unbroken stretch of the
 * recording, so a stack never closes a cycle with what lies outside it.
 */

import type { GraphNode } from "../generated/protocol.ts";
import { type Box, box } from "./boxes.ts";

/** Fewer alike are drawn one by one: the query, key and value of attention are not one thing three times. */
const LEAST = 4;
/** The longest block, in items. */
const LONGEST = 1000;

/** Put what repeats inside `outer` on stacks, at all depths. */
export function stack(
  outer: Box,
  nodes: readonly GraphNode[],
  classes: Readonly<Record<string, string>>,
): void {
  const signs = new Map<Box, string>();
  stackInside(outer, signs, nodes, classes);
}

function stackInside(
  outer: Box,
  signs: Map<Box, string>,
  nodes: readonly GraphNode[],
  classes: Readonly<Record<string, string>>,
): void {
  for (const item of outer.items)
    if (typeof item !== "number" && !signs.has(item)) stackInside(item, signs, nodes, classes);
  const names = outer.items.map((item) => sign(item, signs, nodes, classes));
  // Compared as numbers: signs of large boxes are long.
  const numbers = new Map<string, number>();
  for (const name of names) if (!numbers.has(name)) numbers.set(name, numbers.size);
  const row = names.map((name) => numbers.get(name)!);
  signs.set(outer, `${classes[outer.path] ?? ""}(${names.join(";")})`);

  const items: (Box | number)[] = [];
  for (let i = 0; i < row.length; ) {
    const { period, times } = repetition(row, i);
    if (times < LEAST || !worth(outer.items.slice(i, i + period), times)) {
      items.push(outer.items[i++]!);
      continue;
    }
    const all = outer.items.slice(i, i + period * times);
    const stacked = pile(outer, all, period);
    for (const turn of stacked.items)
      if (typeof turn !== "number" && turn.kind === "turn") stackInside(turn, signs, nodes, classes);
    items.push(stacked);
    i += period * times;
  }
  outer.items.splice(0, outer.items.length, ...items);
}

/** Loose ops make a stack only where it saves many cards. */
function worth(unit: readonly (Box | number)[], times: number): boolean {
  return unit.some((item) => typeof item !== "number") || unit.length * times >= 12;
}

/** The block at `start` that covers most when it is repeated; of several, the shortest. */
function repetition(row: readonly number[], start: number): { period: number; times: number } {
  let best = { period: 1, times: 1 };
  for (let period = 1; period <= LONGEST && start + LEAST * period <= row.length; period++) {
    let end = start + period;
    while (end < row.length && row[end] === row[end - period]) end++;
    const times = Math.floor((end - start) / period);
    if (times >= LEAST && times * period > best.times * best.period) best = { period, times };
  }
  return best;
}

function pile(outer: Box, all: readonly (Box | number)[], period: number): Box {
  const first = all.find((item) => typeof item !== "number");
  const key = `${outer.key}*${name(all[0]!)}`;
  if (period === 1 && first) return box("stack", key, first.path, [...all]);
  const turns: Box[] = [];
  for (let i = 0; i < all.length; i += period)
    turns.push(box("turn", `${key}/${turns.length + 1}`, String(turns.length + 1), all.slice(i, i + period)));
  return box("stack", key, first?.path ?? "", turns);
}

function name(item: Box | number): string {
  return typeof item === "number" ? `n${item}` : item.key;
}

/** What two items have in common that are alike. */
function sign(
  item: Box | number,
  signs: ReadonlyMap<Box, string>,
  nodes: readonly GraphNode[],
  classes: Readonly<Record<string, string>>,
): string {
  if (typeof item !== "number")
    return (
      signs.get(item) ??
      `${item.kind}(${item.items.map((one) => sign(one, signs, nodes, classes)).join(";")})`
    );
  const { kind, label, shape, dtype } = nodes[item]!;
  return `${kind === "op" ? (typeof label === "string" ? label : label.en) : kind}[${shape}]${dtype}`;
}
