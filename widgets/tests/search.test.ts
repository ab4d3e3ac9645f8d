import assert from "node:assert/strict";
import { test } from "node:test";
import { node, pack, perceptron } from "../dev/samples.ts";
import { dot } from "../src/graph/dot.ts";
import { modules } from "../src/graph/modules.ts";
import { find } from "../src/graph/search.ts";
import { unpack } from "../src/graph/unpack.ts";
import { translator } from "../src/i18n.ts";
import { GRAPH } from "../src/words/graph.ts";

const t = translator("en", GRAPH);
const graph = modules(perceptron());
const labels = (query: string): string[] => find(graph, query, t).map(({ label }) => label);

test("names, ops, modules, shapes, dtypes and lines of code are found", () => {
  assert.deepEqual(labels("relu"), ["relu", "relu"]);
  assert.deepEqual(labels("MmBackward"), ["@", "@", "@"]);
  assert.deepEqual(labels("net.2 weight"), ["weight"]);
  assert.deepEqual(labels("Linear").slice(0, 3), ["net.0", "net.2", "net.4"], "modules come first");
  assert.deepEqual(labels("int64"), ["t"]);
  for (const shape of ["128x64", "128 × 64", "128,64", "[128, 64]"])
    assert.deepEqual(labels(shape), ["weight", "ᵀ"]);
  assert.ok(labels("cross_entropy(scores").includes("loss"));
  assert.deepEqual(labels("nonsense"), []);
  assert.deepEqual(labels("   "), []);
});

test("what is called so comes before what only stands in such a line", () => {
  const snapshot = perceptron();
  const nodes = [
    node(0, "op", "exp", { code: "y = tanh(x.exp())" }),
    node(1, "op", "tanh", { code: "y = tanh(x.exp())" }),
  ];
  const found = find(modules({ ...snapshot, nodes, edges: [] }), "tanh", t);
  assert.deepEqual(
    found.map(({ label }) => label),
    ["tanh", "exp"],
  );
});

test("DOT has modules as clusters, every node and edge, and no text that could end a string", () => {
  const source = dot(graph, t);
  assert.equal(source.match(/subgraph cluster_/g)?.length, 4);
  assert.equal(source.match(/ -> /g)?.length, graph.edges.length);
  assert.equal(source.match(/^ +n\d+ \[/gm)?.length, graph.nodes.length);
  const hostile = { ...perceptron(), nodes: [node(0, "leaf", 'a"]; evil [label="\\\nb')], edges: [] };
  assert.match(dot(modules(hostile), t), /label="a\\"\]; evil \[label=\\"\\\\ b"/);
});

test("a graph is the same after the journey", () => {
  const snapshot = perceptron();
  assert.deepEqual(unpack(JSON.parse(JSON.stringify(pack(snapshot)))), snapshot);
});
