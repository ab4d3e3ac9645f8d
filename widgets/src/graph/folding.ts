/** Which boxes are closed when a graph is opened, and what is on the screen for a node. */

import { ancestors, type Box, boxes, shown } from "./boxes.ts";
import type { Modules } from "./modules.ts";

/** As many cards as a screen can hold. */
export const MANY_CARDS = 200;
/** A block of a stack that is larger opens with its own modules closed. */
const LARGE_BLOCK = 48;

/** The keys of the boxes to fold: stacks and what lies on them, parts, and then as few levels of modules as possible. */
export function foldedByDefault({ root }: Modules, limit = MANY_CARDS): Set<string> {
  const all = boxes(root);
  const folded = new Set<string>();
  for (const inner of all) {
    const around = ancestors(inner.parent!).filter((outer) => outer.kind !== "part");
    const block = around[0]!.kind === "stack";
    const deep = around.some((outer, i) => around[i + 1]?.kind === "stack" && outer.size > LARGE_BLOCK);
    if (inner.kind === "stack" || inner.kind === "part" || block || deep) folded.add(inner.key);
  }
  const deepest = all.reduce((depth, inner) => Math.max(depth, inner.depth), 0);
  for (let depth = deepest; depth > 0 && shown(root, folded) > limit; depth--) {
    for (const inner of all) if (inner.depth === depth) folded.add(inner.key);
  }
  return folded;
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
