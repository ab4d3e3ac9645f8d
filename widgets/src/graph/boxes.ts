/** Boxes in boxes: calls of modules, repeated blocks stacked, and parts of what is long. */

export interface Box {
  /** Stable from step to step. */
  readonly key: string;
  /** A call of a module; several alike, one behind the other; one turn of a loop; a part of a long stretch. */
  readonly kind: "module" | "stack" | "turn" | "part";
  /** Of a module, its path; of a stack, that of what is stacked; of a turn, its number; of a part, nothing. */
  readonly path: string;
  parent: Box | undefined;
  depth: number;
  /** Boxes, and nodes by their place in the snapshot, in topological order. */
  readonly items: (Box | number)[];
  /** How many nodes lie inside, at any depth. */
  size: number;
}

export function box(kind: Box["kind"], key: string, path: string, items: (Box | number)[] = []): Box {
  return { key, kind, path, parent: undefined, depth: 0, items, size: 0 };
}

/** After items have moved: who is in whom, how deep, how many. */
export function settle(outer: Box, boxOf: Box[]): number {
  outer.size = 0;
  for (const item of outer.items) {
    if (typeof item === "number") {
      boxOf[item] = outer;
      outer.size += 1;
    } else {
      item.parent = outer;
      item.depth = outer.depth + 1;
      outer.size += settle(item, boxOf);
    }
  }
  return outer.size;
}

export function boxes(root: Box): Box[] {
  return root.items.flatMap((item) => (typeof item === "number" ? [] : [item, ...boxes(item)]));
}

/** From a box outwards, itself first. */
export function ancestors(inner: Box): Box[] {
  const around: Box[] = [];
  for (let one: Box | undefined = inner; one; one = one.parent) around.push(one);
  return around;
}

/** How many cards are on the screen when these boxes are folded. */
export function shown(root: Box, folded: ReadonlySet<string>): number {
  return root.items.reduce<number>(
    (sum, item) => sum + (typeof item === "number" || folded.has(item.key) ? 1 : shown(item, folded)),
    0,
  );
}

/** All nodes inside, at any depth. */
export function members(inner: Box): number[] {
  return inner.items.flatMap((item) => (typeof item === "number" ? [item] : members(item)));
}
