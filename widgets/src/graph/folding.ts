/** Which boxes are closed when a graph is opened, and what is on the screen for a node. */

import { ancestors, type Box, boxes, shown } from "./boxes.ts";
import type { Modules } from "./modules.ts";

/** As many cards as a screen can hold. */
export const MANY_CARDS = 200;
/** A longer chain of cards does not fit on a screen at a size that can be read. */
const LONG_CHAIN = 16;
/** A block of a stack that is larger opens with its own modules closed. */
const LARGE_BLOCK = 48;

/**
 * The keys of the boxes to fold: stacks and what lies on them, parts, and then as few levels of modules as it takes to
 * see the whole graph at once.
 */
export function foldedByDefault(graph: Modules, limit = MANY_CARDS): Set<string> {
  const { root } = graph;
  const all = boxes(root);
  const folded = new Set<string>();
  for (const inner of all) {
    const around = ancestors(inner.parent!).filter((outer) => outer.kind !== "part");
    const block = around[0]!.kind === "stack";
    const deep = around.some((outer, i) => around[i + 1]?.kind === "stack" && outer.size > LARGE_BLOCK);
    if (inner.kind === "stack" || inner.kind === "part" || block || deep) folded.add(inner.key);
  }
  const deepest = all.reduce((depth, inner) => Math.max(depth, inner.depth), 0);
  let length = chain(graph, folded);
  for (let depth = deepest; depth > 0; depth--) {
    const many = shown(root, folded) > limit;
    if (!many && length <= LONG_CHAIN) break;
    const level = all.filter((inner) => inner.depth === depth && !folded.has(inner.key));
    for (const { key } of level) folded.add(key);
    const shorter = chain(graph, folded);
    if (many || shorter < length) length = shorter;
    else for (const { key } of level) folded.delete(key);
  }
  return folded;
}

/** How many cards the longest way through the graph passes. */
function chain(graph: Modules, folded: ReadonlySet<string>): number {
  const card = graph.nodes.map((_, i) => visible(graph, folded, i));
  const incoming = graph.nodes.map((): number[] => []);
  for (const { source, target } of graph.edges) incoming[target]!.push(source);
  const place = new Map<Box | number, number>();
  let longest = 0;
  // In topological order; what is in a box is an unbroken stretch of it.
  for (const [node, sources] of incoming.entries()) {
    const here = card[node]!;
    const before = sources.map((source) => card[source]!).filter((from) => from !== here);
    const at = 1 + Math.max(0, ...before.map((from) => place.get(from) ?? 0));
    place.set(here, Math.max(at, place.get(here) ?? 0));
    longest = Math.max(longest, place.get(here)!);
  }
  return longest;
}

/** What stands on the screen for a node or a box: itself, or the outermost folded box around it. */
export function visible({ boxOf }: Modules, folded: ReadonlySet<string>, place: Box | number): Box | number {
  let item = place;
  let around = typeof place === "number" ? boxOf[place] : place;
  for (; around; around = around.parent) if (folded.has(around.key)) item = around;
  return item;
}

/** Open whatever hides a node or a box; whether anything was closed. */
export function unfold({ boxOf }: Modules, folded: Set<string>, place: Box | number): boolean {
  const inside = typeof place === "number" ? boxOf[place] : place.parent;
  let opened = false;
  for (let around = inside; around; around = around.parent) opened = folded.delete(around.key) || opened;
  return opened;
}

export function foldAll({ root }: Modules): Set<string> {
  return new Set(boxes(root).map((inner) => inner.key));
}
