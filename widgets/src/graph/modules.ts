/**
 * From a recorded graph to boxes in boxes: one box per call of a module.
 *
 * A module's call is an unbroken stretch of the recording, so a box never closes a cycle with what lies
 * outside it, and a module that is called twice gets two boxes.
 */

import type { GraphEdge, GraphNode, GraphSnapshot } from "../generated/protocol.ts";

export interface Box {
  /** The module path and the number of the call: stable from step to step. */
  readonly key: string;
  readonly path: string;
  readonly parent: Box | undefined;
  readonly depth: number;
  /** Boxes, and nodes by their place in the snapshot, in topological order. */
  readonly items: (Box | number)[];
  /** How many nodes lie inside, at any depth. */
  size: number;
}

export interface Modules {
  readonly root: Box;
  /** The innermost box of each node. */
  readonly boxOf: readonly Box[];
  readonly nodes: readonly GraphNode[];
  /** Module path -> class name. */
  readonly classes: Readonly<Record<string, string>>;
  /** Ends as places in `nodes`; parts whose ends are missing are left out. */
  readonly edges: readonly Joined[];
}

export interface Joined {
  readonly edge: GraphEdge;
  readonly source: number;
  readonly target: number;
}

/** Above this many nodes, modules are shown folded. */
export const MANY_NODES = 200;

export function modules(snapshot: GraphSnapshot): Modules {
  const { nodes, edges } = inOrder(snapshot);
  const root = box("", "", undefined);
  const boxOf = new Array<Box>(nodes.length).fill(root);
  const sources = nodes.map((node) => node.kind === "leaf" || node.kind === "constant");
  const calls = new Map<string, number>();

  let open = root;
  nodes.forEach((node, i) => {
    if (sources[i]) return;
    const paths = prefixes(node.scope);
    while (open.parent && open.path !== paths[open.depth - 1]) open = open.parent;
    for (const path of paths.slice(open.depth)) {
      const call = (calls.get(path) ?? 0) + 1;
      calls.set(path, call);
      const inner = box(`${path}#${call}`, path, open);
      open.items.push(inner);
      open = inner;
    }
    open.items.push(i);
    boxOf[i] = open;
  });

  placeSources(nodes, sources, edges, boxOf, root);
  unwrap(root, boxOf);
  measure(root);
  return { root, boxOf, nodes, edges, classes: snapshot.modules };
}

/**
 * A parameter belongs to the innermost box that holds everything that uses it, and so does a number written in
 * the module's code. The learner's data stays outside: it is handed in.
 */
function placeSources(
  nodes: readonly GraphNode[],
  sources: readonly boolean[],
  edges: readonly Joined[],
  boxOf: Box[],
  root: Box,
): void {
  const home = new Map<number, Box>();
  for (const { source, target } of edges) {
    if (!sources[source]) continue;
    const before = home.get(source);
    home.set(source, before ? common(before, boxOf[target]!) : boxOf[target]!);
  }
  const added = new Map<Box, number[]>();
  sources.forEach((isSource, i) => {
    if (!isSource) return;
    const inside = nodes[i]!.scope !== "" || isNumber(nodes[i]!);
    const place = (inside && home.get(i)) || root;
    boxOf[i] = place;
    added.set(place, [...(added.get(place) ?? []), i]);
  });
  // Nothing leads to a source, so it may stand before everything else in its box.
  for (const [place, list] of added) place.items.unshift(...list);
}

/** A box around one single thing says nothing: its content moves up. */
function unwrap(outer: Box, boxOf: Box[]): void {
  outer.items.forEach((item, i) => {
    if (typeof item === "number") return;
    unwrap(item, boxOf);
    const only = item.items.length === 1 ? item.items[0]! : undefined;
    if (typeof only !== "number") return;
    outer.items[i] = only;
    boxOf[only] = outer;
  });
}

/** A number written in the code; a constant whose value is unknown may be anything. */
export function isNumber({ kind, shape, value }: GraphNode): boolean {
  return kind === "constant" && shape.length === 0 && value !== "";
}

function measure(outer: Box): number {
  outer.size = outer.items.reduce<number>(
    (sum, item) => sum + (typeof item === "number" ? 1 : measure(item)),
    0,
  );
  return outer.size;
}

/** The keys of the boxes to fold so that at most `limit` cards are shown, as few levels as possible. */
export function foldedByDefault({ root, nodes }: Modules, limit = MANY_NODES): Set<string> {
  const folded = new Set<string>();
  if (nodes.length <= limit) return folded;
  const all = boxes(root);
  const deepest = all.reduce((depth, inner) => Math.max(depth, inner.depth), 0);
  for (let depth = deepest; depth > 0 && shown(root, folded) > limit; depth--) {
    for (const inner of all) if (inner.depth === depth) folded.add(inner.key);
  }
  return folded;
}

export function boxes(root: Box): Box[] {
  return root.items.flatMap((item) => (typeof item === "number" ? [] : [item, ...boxes(item)]));
}

/** How many cards are on the screen when these boxes are folded. */
export function shown(root: Box, folded: ReadonlySet<string>): number {
  return root.items.reduce<number>(
    (sum, item) => sum + (typeof item === "number" || folded.has(item.key) ? 1 : shown(item, folded)),
    0,
  );
}

export function ancestors(inner: Box): Box[] {
  return inner.parent ? [inner, ...ancestors(inner.parent)] : [inner];
}

function common(a: Box, b: Box): Box {
  const around = new Set(ancestors(a));
  return ancestors(b).find((outer) => around.has(outer))!;
}

function box(key: string, path: string, parent: Box | undefined): Box {
  return { key, path, parent, depth: parent ? parent.depth + 1 : 0, items: [], size: 0 };
}

/** "net.0.act" -> "net", "net.0", "net.0.act". */
function prefixes(scope: string): string[] {
  if (!scope) return [];
  const names = scope.split(".");
  return names.map((_, i) => names.slice(0, i + 1).join("."));
}

/** Nodes sorted so that every edge points forward; a tape is already, and then nothing moves. */
function inOrder(snapshot: GraphSnapshot): { nodes: GraphNode[]; edges: Joined[] } {
  const place = new Map(snapshot.nodes.map((node, i) => [node.id, i]));
  const edges = snapshot.edges.flatMap((edge): Joined[] => {
    const source = place.get(edge.source);
    const target = place.get(edge.target);
    return source === undefined || target === undefined || source === target
      ? []
      : [{ edge, source, target }];
  });
  if (edges.every(({ source, target }) => source < target)) return { nodes: [...snapshot.nodes], edges };

  const waiting = new Array<number>(snapshot.nodes.length).fill(0);
  const outgoing = snapshot.nodes.map((): number[] => []);
  for (const { source, target } of edges) {
    waiting[target]!++;
    outgoing[source]!.push(target);
  }
  // Depth first, so that the nodes of one module stay together.
  const ready = waiting.flatMap((n, i) => (n === 0 ? [i] : [])).reverse();
  const sorted: number[] = [];
  for (let node = ready.pop(); node !== undefined; node = ready.pop()) {
    sorted.push(node);
    for (const next of outgoing[node]!) if (--waiting[next]! === 0) ready.push(next);
  }
  const rank = new Map(sorted.map((old, i) => [old, i]));
  return {
    nodes: sorted.map((old) => snapshot.nodes[old]!),
    edges: edges.flatMap(({ edge, source, target }) => {
      const from = rank.get(source);
      const to = rank.get(target);
      return from === undefined || to === undefined ? [] : [{ edge, source: from, target: to }];
    }),
  };
}
