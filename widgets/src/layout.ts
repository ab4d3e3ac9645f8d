/**
 * A layered layout for directed acyclic graphs, left to right.
 *
 * The four classical steps (Sugiyama, Tagawa & Toda 1981): give every node a layer, order the nodes inside
 * each layer so that few edges cross, choose coordinates, route the edges. A gradient tape is already in
 * topological order, so the usual first step, breaking cycles, is not needed.
 */

export interface LayoutNode {
  readonly width: number;
  readonly height: number;
  /** Border nodes of a box: "first" stays on the left edge, "last" on the right edge. */
  readonly pin?: "first" | "last";
}

export interface LayoutEdge {
  readonly source: number;
  readonly target: number;
  /** How much this edge wants to be straight; parameters ask for less than the main path. */
  readonly weight?: number;
  /** Where the edge meets its ends, measured from the node's middle. */
  readonly sourceOffset?: number;
  readonly targetOffset?: number;
}

export interface LayoutOptions {
  readonly layerGap: number;
  readonly nodeGap: number;
  readonly sweeps: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  /** The middle of each node. */
  readonly nodes: readonly Point[];
  /** The points an edge passes, from the right side of its source to the left side of its target. */
  readonly edges: readonly (readonly Point[])[];
}

const DEFAULTS: LayoutOptions = { layerGap: 30, nodeGap: 14, sweeps: 8 };

/** A long edge is kept straight before everything else: bends in it carry no meaning. */
const LONG_EDGE_WEIGHT = 4;

/** Nodes must come in topological order: every edge goes from a smaller to a larger index. */
export function layout(
  nodes: readonly LayoutNode[],
  edges: readonly LayoutEdge[],
  options: Partial<LayoutOptions> = {},
): Layout {
  const { layerGap, nodeGap, sweeps } = { ...DEFAULTS, ...options };
  const proper = split(nodes, edges, assignLayers(nodes, edges));
  order(proper, sweeps);
  const y = coordinates(proper, nodeGap);
  const x = columns(proper, layerGap);
  return finish(nodes, edges, proper, x, y);
}

/** The longest path from a source; then sources move right, next to the first node that uses them. */
export function assignLayers(nodes: readonly LayoutNode[], edges: readonly LayoutEdge[]): number[] {
  const layer = new Array<number>(nodes.length).fill(0);
  const incoming = nodes.map((): number[] => []);
  const outgoing = nodes.map((): number[] => []);
  for (const { source, target } of edges) {
    if (source >= target) throw new RangeError(`edge ${source} -> ${target} is not in topological order`);
    incoming[target]!.push(source);
    outgoing[source]!.push(target);
  }
  const hasFirst = nodes.some((node) => node.pin === "first");
  for (let i = 0; i < nodes.length; i++) {
    let level = hasFirst && nodes[i]!.pin !== "first" ? 1 : 0;
    for (const source of incoming[i]!) level = Math.max(level, layer[source]! + 1);
    layer[i] = level;
  }
  for (let i = nodes.length - 1; i >= 0; i--) {
    if (incoming[i]!.length > 0 || outgoing[i]!.length === 0 || nodes[i]!.pin) continue;
    let level = Number.POSITIVE_INFINITY;
    for (const target of outgoing[i]!) level = Math.min(level, layer[target]! - 1);
    layer[i] = level;
  }
  if (nodes.some((node) => node.pin === "last")) {
    const inner = layer.filter((_, i) => nodes[i]!.pin !== "last");
    const last = inner.reduce((a, b) => Math.max(a, b), -1) + 1;
    nodes.forEach((node, i) => {
      if (node.pin === "last") layer[i] = last;
    });
  }
  return layer;
}

/** The graph with a small helper node wherever an edge passes a layer, so that all edges join neighbours. */
interface Proper {
  /** Per node, real ones first and helpers behind them. */
  readonly height: number[];
  readonly width: number[];
  readonly layerOf: number[];
  readonly layers: number[][];
  readonly position: number[];
  readonly left: Link[][];
  readonly right: Link[][];
  /** For each edge, its helpers from left to right. */
  readonly chains: number[][];
}

interface Link {
  readonly node: number;
  readonly weight: number;
  /** The end of this link at its own node, and at the other one. */
  readonly here: number;
  readonly there: number;
}

function split(nodes: readonly LayoutNode[], edges: readonly LayoutEdge[], layerOf: number[]): Proper {
  const height = nodes.map((node) => node.height);
  const width = nodes.map((node) => node.width);
  const left: Link[][] = nodes.map(() => []);
  const right: Link[][] = nodes.map(() => []);
  const depth = layerOf.reduce((a, b) => Math.max(a, b), -1) + 1;
  const layers: number[][] = Array.from({ length: depth }, () => []);
  layerOf.forEach((layer, i) => {
    layers[layer]!.push(i);
  });
  // What leaves a node for several places travels together as far as it can, like a bus.
  const shared = new Map<string, number>();
  const chains = edges.map((edge) => {
    const chain: number[] = [];
    const long = layerOf[edge.target]! - layerOf[edge.source]! > 1;
    const weight = (edge.weight ?? 1) * (long ? LONG_EDGE_WEIGHT : 1);
    let previous = edge.source;
    let here = edge.sourceOffset ?? 0;
    for (let layer = layerOf[edge.source]! + 1; layer < layerOf[edge.target]!; layer++) {
      const key = `${edge.source} ${edge.sourceOffset ?? 0} ${layer}`;
      const known = shared.get(key);
      if (known !== undefined) {
        chain.push(known);
        previous = known;
        here = 0;
        continue;
      }
      const helper = height.length;
      shared.set(key, helper);
      height.push(0);
      width.push(0);
      layerOf.push(layer);
      left.push([]);
      right.push([]);
      layers[layer]!.push(helper);
      right[previous]!.push({ node: helper, weight, here, there: 0 });
      left[helper]!.push({ node: previous, weight, here: 0, there: here });
      chain.push(helper);
      previous = helper;
      here = 0;
    }
    const there = edge.targetOffset ?? 0;
    right[previous]!.push({ node: edge.target, weight, here, there });
    left[edge.target]!.push({ node: previous, weight, here: there, there: here });
    return chain;
  });
  const position = new Array<number>(height.length).fill(0);
  for (const layer of layers) number(layer, position);
  return { height, width, layerOf, layers, position, left, right, chains };
}

function number(layer: readonly number[], position: number[]): void {
  for (let i = 0; i < layer.length; i++) position[layer[i]!] = i;
}

/** Sort each layer by the mean place of its neighbours, left to right and back; keep the best order seen. */
function order(graph: Proper, sweeps: number): void {
  const { layers, position, left, right } = graph;
  let best = layers.map((layer) => [...layer]);
  let fewest = crossings(graph);
  for (let sweep = 0; sweep < sweeps && fewest > 0; sweep++) {
    const forward = sweep % 2 === 0;
    const links = forward ? left : right;
    for (let k = 0; k < layers.length; k++) {
      const layer = layers[forward ? k : layers.length - 1 - k]!;
      const key = new Map(layer.map((node) => [node, mean(links[node]!, position) ?? position[node]!]));
      layer.sort((a, b) => key.get(a)! - key.get(b)! || position[a]! - position[b]!);
      number(layer, position);
    }
    transpose(graph);
    const count = crossings(graph);
    if (count < fewest) {
      fewest = count;
      best = layers.map((layer) => [...layer]);
    }
  }
  best.forEach((layer, i) => {
    layers[i] = layer;
    number(layer, position);
  });
}

function mean(links: readonly Link[], position: readonly number[]): number | undefined {
  if (links.length === 0) return undefined;
  let sum = 0;
  // The offset breaks ties between edges that end at different heights of the same node.
  for (const link of links) sum += position[link.node]! + link.there * 1e-4;
  return sum / links.length;
}

/** Swap neighbours while that removes crossings. */
function transpose(graph: Proper): void {
  const { layers, position, left, right } = graph;
  for (let round = 0; round < 3; round++) {
    let improved = false;
    for (const layer of layers) {
      for (let i = 0; i + 1 < layer.length; i++) {
        const a = layer[i]!;
        const b = layer[i + 1]!;
        const gain = swapGain(left[a]!, left[b]!, position) + swapGain(right[a]!, right[b]!, position);
        if (gain <= 0) continue;
        layer[i] = b;
        layer[i + 1] = a;
        position[b] = i;
        position[a] = i + 1;
        improved = true;
      }
    }
    if (!improved) return;
  }
}

/** Crossings removed by putting b before a. */
function swapGain(a: readonly Link[], b: readonly Link[], position: readonly number[]): number {
  let gain = 0;
  for (const p of a) {
    for (const q of b) gain += Math.sign(position[p.node]! - position[q.node]!);
  }
  return gain;
}

/** All crossings, counted as inversions with a binary indexed tree (Barth, Mutzel & Jünger 2004). */
function crossings({ layers, right, position }: Proper): number {
  let count = 0;
  for (let k = 0; k + 1 < layers.length; k++) {
    const size = layers[k + 1]!.length;
    const tree = new Int32Array(size + 1);
    let seen = 0;
    for (const node of layers[k]!) {
      const ends = right[node]!.map((link) => position[link.node]!);
      for (const end of ends) {
        let smaller = 0;
        for (let i = end + 1; i > 0; i -= i & -i) smaller += tree[i]!;
        count += seen - smaller;
      }
      for (const end of ends) for (let i = end + 1; i <= size; i += i & -i) tree[i]!++;
      seen += ends.length;
    }
  }
  return count;
}

/** Heights of all nodes: each layer moves to the weighted mean of its neighbours, then overlaps are resolved. */
function coordinates(graph: Proper, gap: number): number[] {
  const { layers, height, left, right } = graph;
  const y = new Array<number>(height.length).fill(0);
  for (const layer of layers) {
    let top = 0;
    for (const node of layer) {
      y[node] = top + height[node]! / 2;
      top += height[node]! + gap;
    }
    for (const node of layer) y[node]! -= (top - gap) / 2;
  }
  for (let sweep = 0; sweep < 12; sweep++) {
    const forward = sweep % 2 === 0;
    for (let k = 0; k < layers.length; k++) {
      const layer = layers[forward ? k : layers.length - 1 - k]!;
      // The first sweeps look one way only and settle the main path; the later ones balance both sides.
      const sides = sweep < 4 ? [forward ? left : right] : [left, right];
      place(layer, sides, y, height, gap);
    }
  }
  return y;
}

/**
 * The best heights for one layer in its given order: weighted least squares under minimum distances,
 * solved exactly by pooling adjacent violators.
 */
function place(
  layer: readonly number[],
  sides: Link[][][],
  y: number[],
  height: number[],
  gap: number,
): void {
  const blocks: { sum: number; weight: number; size: number }[] = [];
  const shifts: number[] = [];
  let shift = 0;
  layer.forEach((node, i) => {
    if (i > 0) shift += (height[layer[i - 1]!]! + height[node]!) / 2 + gap;
    shifts.push(shift);
    let weight = 1e-6;
    let sum = weight * y[node]!;
    for (const side of sides) {
      for (const link of side[node]!) {
        weight += link.weight;
        sum += link.weight * (y[link.node]! + link.there - link.here);
      }
    }
    // Subtracting the shift turns "at least this far below" into "not above".
    let block = { sum: sum - weight * shift, weight, size: 1 };
    while (blocks.length > 0 && blocks.at(-1)!.sum / blocks.at(-1)!.weight >= block.sum / block.weight) {
      const above = blocks.pop()!;
      block = {
        sum: above.sum + block.sum,
        weight: above.weight + block.weight,
        size: above.size + block.size,
      };
    }
    blocks.push(block);
  });
  let i = 0;
  for (const block of blocks) {
    for (let n = 0; n < block.size; n++, i++) y[layer[i]!] = block.sum / block.weight + shifts[i]!;
  }
}

/** The middle of each layer, from left to right; a layer is as wide as its widest node. */
function columns({ layers, width }: Proper, gap: number): { middle: number; width: number }[] {
  let x = 0;
  return layers.map((layer, k) => {
    const wide = layer.reduce((most, node) => Math.max(most, width[node]!), 0);
    // A border is a line, not a card: half the gap is enough on both sides of it.
    if (k > 0 && (wide === 0 || layers[k - 1]!.every((node) => width[node] === 0))) x -= gap / 2;
    const column = { middle: x + wide / 2, width: wide };
    x += wide + gap;
    return column;
  });
}

function finish(
  nodes: readonly LayoutNode[],
  edges: readonly LayoutEdge[],
  graph: Proper,
  x: { middle: number; width: number }[],
  y: readonly number[],
): Layout {
  const { height, layerOf, chains } = graph;
  let top = Number.POSITIVE_INFINITY;
  let bottom = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < y.length; i++) {
    top = Math.min(top, y[i]! - height[i]! / 2);
    bottom = Math.max(bottom, y[i]! + height[i]! / 2);
  }
  const fed = new Set(edges.map((edge) => edge.target));
  const points = nodes.map((node, i) => {
    const { middle, width } = x[layerOf[i]!]!;
    // What nothing leads to stands at the right of its layer, next to what uses it.
    const aside = fed.has(i) || node.pin ? 0 : (width - node.width) / 2;
    return { x: middle + aside, y: y[i]! - top };
  });
  const routes = edges.map((edge, i) => {
    const from = points[edge.source]!;
    const to = points[edge.target]!;
    const route: Point[] = [
      { x: from.x + nodes[edge.source]!.width / 2, y: from.y + (edge.sourceOffset ?? 0) },
    ];
    for (const helper of chains[i]!) {
      const column = x[layerOf[helper]!]!;
      // Two points per layer passed, so that the edge stays level beside wide nodes.
      route.push({ x: column.middle - column.width / 2, y: y[helper]! - top });
      route.push({ x: column.middle + column.width / 2, y: y[helper]! - top });
    }
    route.push({ x: to.x - nodes[edge.target]!.width / 2, y: to.y + (edge.targetOffset ?? 0) });
    return route;
  });
  const end = x.at(-1);
  return {
    width: end ? end.middle + end.width / 2 : 0,
    height: nodes.length > 0 ? bottom - top : 0,
    nodes: points,
    edges: routes,
  };
}
