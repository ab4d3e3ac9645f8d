import assert from "node:assert/strict";
import { test } from "node:test";
import { assignLayers, type LayoutEdge, type LayoutNode, layout } from "../src/layout.ts";

const card = (): LayoutNode => ({ width: 100, height: 40 });
const cards = (n: number): LayoutNode[] => Array.from({ length: n }, card);
const edge = (source: number, target: number): LayoutEdge => ({ source, target });

/** A scalar multi-layer perceptron: the graph with the most crossings a learner will draw. */
function scalarNetwork(inputs: number, hidden: number, layers: number): [LayoutNode[], LayoutEdge[]] {
  const nodes = cards(inputs);
  const edges: LayoutEdge[] = [];
  let previous = nodes.map((_, i) => i);
  for (let layer = 0; layer < layers; layer++) {
    const next: number[] = [];
    for (let unit = 0; unit < hidden; unit++) {
      let sum = -1;
      for (const source of previous) {
        const weight = nodes.push(card()) - 1;
        const product = nodes.push(card()) - 1;
        edges.push(edge(source, product), edge(weight, product));
        if (sum < 0) {
          sum = product;
          continue;
        }
        const total = nodes.push(card()) - 1;
        edges.push(edge(sum, total), edge(product, total));
        sum = total;
      }
      next.push(sum);
    }
    previous = next;
  }
  return [nodes, edges];
}

function checkNothingOverlaps([nodes, edges]: [LayoutNode[], LayoutEdge[]]): void {
  const { nodes: at, width, height } = layout(nodes, edges);
  for (const { source, target } of edges) assert.ok(at[source]!.x < at[target]!.x);
  for (let i = 0; i < nodes.length; i++) {
    assert.ok(at[i]!.x >= 50 && at[i]!.x <= width - 50 && at[i]!.y >= 20 && at[i]!.y <= height - 20);
    for (let j = 0; j < i; j++) {
      const apart = Math.abs(at[i]!.x - at[j]!.x) >= 100 || Math.abs(at[i]!.y - at[j]!.y) >= 40 - 1e-6;
      if (!apart) assert.fail(`${i} and ${j} overlap`);
    }
  }
}

test("every edge goes to the right, and nothing overlaps", () => {
  checkNothingOverlaps(scalarNetwork(3, 4, 2));
});

test("a thousand nodes are laid out as well", () => {
  const network = scalarNetwork(6, 8, 7);
  assert.ok(network[0].length > 1000);
  checkNothingOverlaps(network);
});

test("a source stands next to the first node that uses it", () => {
  const nodes = cards(5);
  assert.deepEqual(assignLayers(nodes, [edge(0, 1), edge(1, 2), edge(2, 4), edge(3, 4)]), [0, 1, 2, 2, 3]);
});

test("the main path stays straight when parameters ask for less", () => {
  const nodes = cards(6);
  const light = (source: number, target: number) => ({ source, target, weight: 0.01 });
  const { nodes: at } = layout(nodes, [edge(0, 2), light(1, 2), edge(2, 4), light(3, 4), edge(4, 5)]);
  for (const i of [2, 4, 5]) assert.ok(Math.abs(at[i]!.y - at[0]!.y) < 3, `node ${i} leaves the line`);
});

test("two crossing edges are untangled", () => {
  const { nodes: at } = layout(cards(4), [edge(0, 3), edge(1, 2)]);
  assert.equal(Math.sign(at[0]!.y - at[1]!.y), Math.sign(at[3]!.y - at[2]!.y));
});

test("a long edge passes beside the nodes, and stays level there", () => {
  const { nodes: at, edges } = layout(cards(4), [edge(0, 1), edge(1, 2), edge(2, 3), edge(0, 3)]);
  const skip = edges[3]!;
  assert.equal(skip.length, 6);
  for (const i of [1, 2]) assert.ok(Math.abs(skip[i * 2 - 1]!.y - at[i]!.y) >= 20);
  for (const i of [1, 3]) assert.equal(skip[i]!.y, skip[i + 1]!.y);
});

test("the two uses of one value end at the two inputs", () => {
  const { edges } = layout(cards(2), [
    { source: 0, target: 1, targetOffset: -6 },
    { source: 0, target: 1, targetOffset: 6 },
  ]);
  assert.equal(edges[1]!.at(-1)!.y - edges[0]!.at(-1)!.y, 12);
});

test("border nodes stay on the borders", () => {
  const nodes: LayoutNode[] = [
    { width: 0, height: 0, pin: "first" },
    card(),
    card(),
    card(),
    { width: 0, height: 0, pin: "last" },
  ];
  const { nodes: at, width } = layout(nodes, [edge(0, 3), edge(1, 2), edge(2, 3), edge(1, 4)]);
  assert.equal(at[0]!.x, 0);
  assert.equal(at[4]!.x, width);
});

test("an empty graph and a single node", () => {
  assert.deepEqual(layout([], []), { width: 0, height: 0, nodes: [], edges: [] });
  assert.deepEqual(layout(cards(1), []).nodes, [{ x: 50, y: 20 }]);
});

test("a cycle is refused", () => {
  assert.throws(() => layout(cards(2), [edge(1, 0)]), RangeError);
});
