/**
 * From a recorded graph to boxes in boxes: one box per call of a module, repeated ones on a stack.
 *
 * A module's call is an unbroken stretch of the recording, so a box never closes a cycle with what lies
 * outside it, and a module that is called twice gets two boxes.
 */

import type { GraphEdge, GraphNode, GraphSnapshot } from "../generated/protocol.ts";
import { ancestors, type Box, box, settle } from "./boxes.ts";
import { cut, gather } from "./parts.ts";
import { stack } from "./stacks.ts";

export interface Modules {
  readonly root: Box;
  /** The innermost box of each node. */
  readonly boxOf: readonly Box[];
  readonly nodes: readonly GraphNode[];
  /** Module path -> class name. */
  readonly classes: Readonly<Record<string, string>>;
  /** Ends as places in `nodes`; parts whose ends are missing are left out. */
  readonly edges: readonly Joined[];
  /** Whether changes are marked. */
  readonly compared: boolean;
}

export interface Joined {
  readonly edge: GraphEdge;
  readonly source: number;
  readonly target: number;
}

/** Smaller graphs are drawn as they are, without stacks. */
const FEW_NODES = 60;

export function modules(snapshot: GraphSnapshot): Modules {
  const { nodes, edges } = inOrder(snapshot);
  const root = box("module", "", "");
  const boxOf = new Array<Box>(nodes.length).fill(root);
  const sources = nodes.map((node) => node.kind === "leaf" || node.kind === "constant");

  build(root, nodes, sources);
  const many = nodes.length > FEW_NODES;
  if (many) {
    stack(root, nodes, snapshot.modules);
    cut(root);
  }
  settle(root, boxOf);
  const uses = placeSources(nodes, sources, edges, boxOf, root);
  unwrap(root);
  if (many) gather(root, (node) => (sources[node] ? (uses.get(node) ?? 0) : undefined));
  settle(root, boxOf);
  const compared = nodes.some((node) => node.change);
  return { root, boxOf, nodes, edges, classes: snapshot.modules, compared };
}

/** One box per call of a module, in the order of the recording. */
function build(root: Box, nodes: readonly GraphNode[], sources: readonly boolean[]): void {
  const calls = new Map<string, number>();
  const open = [root];
  nodes.forEach((node, i) => {
    if (sources[i]) return;
    const paths = prefixes(node.scope);
    while (open.length > 1 && open.at(-1)!.path !== paths[open.length - 2]) open.pop();
    for (const path of paths.slice(open.length - 1)) {
      const call = (calls.get(path) ?? 0) + 1;
      calls.set(path, call);
      const inner = box("module", `${path}#${call}`, path);
      open.at(-1)!.items.push(inner);
      open.push(inner);
    }
    open.at(-1)!.items.push(i);
  });
}

/**
 * A parameter belongs to the innermost box that holds everything that uses it, and so does a number written in
 * the module's code, and what only one turn of a loop uses. The learner's data stays outside of modules: it is
 * handed in. Returns how often each source is used.
 */
function placeSources(
  nodes: readonly GraphNode[],
  sources: readonly boolean[],
  edges: readonly Joined[],
  boxOf: readonly Box[],
  root: Box,
): Map<number, number> {
  const home = new Map<number, Box>();
  const uses = new Map<number, number>();
  for (const { source, target } of edges) {
    if (!sources[source]) continue;
    uses.set(source, (uses.get(source) ?? 0) + 1);
    const before = home.get(source);
    home.set(source, before ? common(before, boxOf[target]!) : boxOf[target]!);
  }
  const added = new Map<Box, number[]>();
  sources.forEach((isSource, i) => {
    if (!isSource) return;
    const { kind, name, scope, parameter } = nodes[i]!;
    const loose = ["part", "turn"].includes(home.get(i)?.kind ?? "") && (kind === "leaf" || name === "");
    const inside = scope !== "" || parameter || isNumber(nodes[i]!) || loose;
    const place = (inside && home.get(i)) || root;
    const there = added.get(place);
    if (there) there.push(i);
    else added.set(place, [i]);
  });
  // Nothing leads to a source, so it may stand before everything else in its box.
  for (const [place, list] of added) place.items.unshift(...list);
  return uses;
}

/** A box around one single thing says nothing: its content moves up. */
function unwrap(outer: Box): void {
  outer.items.forEach((item, i) => {
    if (typeof item === "number") return;
    unwrap(item);
    const only = item.items.length === 1 ? item.items[0]! : undefined;
    const bare = typeof only === "number" || only?.kind === "stack";
    if (bare && item.kind === "module") outer.items[i] = only!;
  });
}

/** A number written in the code; a constant whose value is unknown may be anything. */
export function isNumber({ kind, shape, value }: GraphNode): boolean {
  return kind === "constant" && shape.length === 0 && value !== "";
}

function common(a: Box, b: Box): Box {
  const around = new Set(ancestors(a));
  return ancestors(b).find((outer) => around.has(outer))!;
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
