import assert from "node:assert/strict";
import { test } from "node:test";
import { chain, edge, node, perceptron } from "../dev/samples.ts";
import type { GraphSnapshot } from "../src/generated/protocol.ts";
import { type Box, boxes, members, shown } from "../src/graph/boxes.ts";
import { foldAll, foldedByDefault, unfold, visible } from "../src/graph/folding.ts";
import { type Modules, modules } from "../src/graph/modules.ts";
import { scene } from "../src/graph/scene.ts";
import { boxTitle, foldedText } from "../src/graph/text.ts";
import { translator } from "../src/i18n.ts";
import { GRAPH } from "../src/words/graph.ts";

const t = translator("en", GRAPH);
const of = (graph: Modules, kind: Box["kind"]): Box[] => boxes(graph.root).filter((one) => one.kind === kind);

/** Twelve alike blocks of two layers each, between an embedding and a head. */
function transformer(count = 12): GraphSnapshot {
  const scopes = ["embed", "embed"];
  for (let i = 0; i < count; i++) for (const part of ["attend", "mlp"]) scopes.push(`blocks.${i}.${part}`);
  const snapshot = chain([...scopes, "head"], 4);
  const classes = Object.fromEntries(
    Array.from({ length: count }, (_, i) => [`blocks.${i}`, "Block"] as const),
  );
  return { ...snapshot, modules: classes };
}

/** `turns` times the same ops, none of them in a module. */
function loop(turns: number, ops: readonly string[]): GraphSnapshot {
  const nodes = [node(0, "leaf", "w")];
  const edges = [];
  for (let i = 0; i < turns * ops.length; i++) {
    const id = nodes.push(node(nodes.length, "op", ops[i % ops.length]!)) - 1;
    edges.push(edge(id - 1, id));
    if (i % ops.length === 0) edges.push(edge(0, id, { input: "b" }));
  }
  return { nodes, edges, modules: {}, step: null, hidden: 0, changes: "" };
}

test("alike blocks lie on one stack, which opens block by block", () => {
  const graph = modules(transformer());
  const [stack, ...others] = of(graph, "stack");
  assert.equal(others.length, 0);
  assert.equal(stack!.items.length, 12);
  assert.deepEqual(boxTitle(stack!, graph, t), { path: "blocks.0 … 11", note: "Block ×12" });
  assert.equal(foldedText(stack!, graph, t).count, "×12");

  const folded = foldedByDefault(graph);
  assert.ok(folded.has(stack!.key));
  assert.ok(shown(graph.root, folded) < 20);
  folded.delete(stack!.key);
  const { cards, frames } = scene(graph, folded, t);
  assert.ok(frames.some(({ box }) => box === stack));
  assert.equal(cards.filter(({ box }) => box?.parent === stack).length, 12, "each block is closed at first");
  folded.delete("blocks.3#1");
  assert.ok(scene(graph, folded, t).frames.some(({ box }) => box.key === "blocks.3#1"));
});

test("a graph opens with as many modules closed as it takes to see all of it", () => {
  const deep = Array.from({ length: 5 }, (_, i) => [`body.${i}.a`, `body.${i}.b`]).flat();
  const graph = modules(chain(["stem", ...deep, "head"], 2));
  const folded = foldedByDefault(graph);
  assert.ok(
    folded.has("body.2.a#1") && !folded.has("body#1"),
    "the innermost first, and no more than needed",
  );
  assert.deepEqual([...foldedByDefault(modules(chain(["stem", "head"], 4)))], [], "what fits stays open");
  const loose = modules(chain([...new Array(30).fill(""), "head"], 1));
  assert.deepEqual(
    [...foldedByDefault(loose)].filter((key) => key.startsWith("head")),
    [],
    "nothing is gained",
  );
});

test("blocks that differ are not stacked, nor are few", () => {
  const snapshot = transformer();
  const other = snapshot.nodes.findIndex(({ scope }) => scope === "blocks.5.mlp");
  const nodes = snapshot.nodes.map((one, i) => (i === other ? { ...one, shape: [16] } : one));
  const stacks = of(modules({ ...snapshot, nodes }), "stack");
  assert.deepEqual(
    stacks.map((stack) => stack.items.length),
    [5, 6],
  );
  assert.equal(of(modules(transformer(3)), "stack").length, 0);
  assert.equal(of(modules(perceptron()), "stack").length, 0);
});

test("a module that is called again and again, with loose ops between, is a stack of turns", () => {
  const scopes = Array.from({ length: 20 }, () => ["", "cell", "head"]).flat();
  const graph = modules({ ...chain(scopes, 2), modules: { cell: "RNNCell" } });
  const [stack] = of(graph, "stack");
  assert.equal(stack!.items.length, 20);
  assert.deepEqual(boxTitle(stack!, graph, t), { path: "cell", note: "RNNCell ×20" });
  assert.ok(stack!.items.every((turn) => typeof turn !== "number" && turn.kind === "turn"));
  assert.ok(shown(graph.root, foldedByDefault(graph)) <= 3, "weight, data, and the loop");
});

test("a loop without modules is found by its ops, however long its turns are", () => {
  for (const length of [2, 7, 150]) {
    const ops = Array.from({ length }, (_, i) => `op${i}`);
    const graph = modules(loop(Math.ceil(200 / length) + 4, ops));
    assert.equal(of(graph, "stack").length, 1, `${length}`);
    assert.ok(shown(graph.root, foldedByDefault(graph)) <= 3);
  }
});

test("every node is in exactly one box, and no box closes a cycle", () => {
  const many = [
    transformer(),
    loop(50, ["×", "+", "tanh"]),
    chain(Array(40).fill("rnn"), 5),
    chain(["a"], 900),
  ];
  for (const snapshot of many) {
    const graph = modules(snapshot);
    const inside = members(graph.root).sort((a, b) => a - b);
    assert.deepEqual(
      inside,
      snapshot.nodes.map((_, i) => i),
    );
    for (const [i, around] of graph.boxOf.entries()) assert.ok(around.items.includes(i));
    // The layout throws when an edge runs backwards.
    for (const folded of [new Set<string>(), foldedByDefault(graph), foldAll(graph)]) scene(graph, folded, t);
  }
});

test("ten thousand different ops without modules are cut into parts", () => {
  let seed = 1;
  const random = () => {
    seed = (seed * 16807) % 2147483647;
    return seed;
  };
  const ops = Array.from({ length: 10_000 }, () => `op${random() % 97}`);
  const graph = modules(loop(1, ops));
  const folded = foldedByDefault(graph);
  assert.ok(shown(graph.root, folded) <= 200);
  scene(graph, folded, t); // the layout throws when an edge runs backwards
  const parts = of(graph, "part");
  assert.match(boxTitle(parts[0]!, graph, t).path, /^nodes \d+–\d+$/);
  for (const part of parts) assert.ok(part.items.length <= 120);
});

test("a crowd of leaves that are used everywhere lies together", () => {
  const nodes = Array.from({ length: 60 }, (_, i) => node(i, "leaf", `w${i}`));
  const edges = [];
  for (let i = 60; i < 400; i++) {
    nodes.push(node(i, "op", i % 2 ? "×" : "+"));
    edges.push(edge(i % 60, i), edge((i * 7) % 60, i, { input: "b" }));
    if (i > 60) edges.push(edge(i - 1, i, { input: "c" }));
  }
  const graph = modules({ nodes, edges, modules: {}, step: null, hidden: 0, changes: "" });
  const crowd = of(graph, "part").find((part) => part.items.includes(0))!;
  assert.equal(boxTitle(crowd, graph, t).path, "60 leaves");
});

test("what hides a node is opened, and nothing else", () => {
  const graph = modules(transformer());
  const folded = foldAll(graph);
  const wanted = graph.nodes.findIndex(({ scope }) => scope === "blocks.7.mlp");
  assert.equal((visible(graph, folded, wanted) as Box).kind, "stack");
  assert.equal(unfold(graph, folded, wanted), true);
  assert.equal(visible(graph, folded, wanted), wanted);
  assert.equal(unfold(graph, folded, wanted), false);
  assert.ok(folded.has("blocks.6#1") && folded.has("embed#1"));
});
