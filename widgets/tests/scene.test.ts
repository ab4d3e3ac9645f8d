import assert from "node:assert/strict";
import { test } from "node:test";
import { chain, edge, node, perceptron } from "../dev/samples.ts";
import type { GraphSnapshot } from "../src/generated/protocol.ts";
import { boxes, shown } from "../src/graph/boxes.ts";
import { foldedByDefault } from "../src/graph/folding.ts";
import { modules } from "../src/graph/modules.ts";
import { scene } from "../src/graph/scene.ts";
import { cardText } from "../src/graph/text.ts";
import { translator } from "../src/i18n.ts";
import { GRAPH } from "../src/words/graph.ts";

const none = new Set<string>();
const t = translator("en", GRAPH);

test("what a card says changes with the language, and so does the room it takes", () => {
  const said = { en: "the result of all this", zh: "结果" };
  const snapshot = {
    nodes: [node(0, "output", said)],
    edges: [],
    modules: {},
    step: null,
    hidden: 0,
    changes: "",
  };
  const cards = (["en", "zh"] as const).map((language) => {
    assert.equal(cardText(snapshot.nodes[0]!, translator(language, GRAPH)).label, said[language]);
    return scene(modules(snapshot), none, translator(language, GRAPH)).cards[0]!;
  });
  assert.ok(cards[0]!.width > cards[1]!.width);
});

test("one box per call of a module, and parameters live with what uses them", () => {
  const { root, boxOf, nodes } = modules(perceptron());
  assert.deepEqual(
    boxes(root).map((box) => box.key),
    ["net#1", "net.0#1", "net.2#1", "net.4#1"],
  );
  const at = (label: string, scope: string) =>
    nodes.findIndex((node) => node.label === label && node.scope === scope);
  assert.equal(boxOf[at("weight", "net.0")]!.path, "net.0");
  assert.equal(boxOf[at("relu", "net.1")]!.path, "net", "a box around one node is left out");
});

test("a module called twice has two boxes, and its shared weight stands outside both", () => {
  const snapshot = chain(["rnn", "", "rnn"]);
  const { root, boxOf } = modules(snapshot);
  assert.deepEqual(
    boxes(root).map((box) => box.key),
    ["rnn#1", "rnn#2"],
  );
  const weight = snapshot.nodes.findIndex((node) => node.label === "weight");
  assert.equal(boxOf[weight], root);
});

test("cards stay inside their boxes, and boxes do not overlap", () => {
  const graph = modules(perceptron());
  const { cards, frames, width, height } = scene(graph, none, t);
  assert.equal(cards.length, graph.nodes.length);
  for (const frame of frames) {
    assert.ok(frame.x >= 0 && frame.y >= 0);
    assert.ok(frame.x + frame.width <= width + 1e-6 && frame.y + frame.height <= height + 1e-6);
    for (const card of cards) {
      const home = graph.boxOf[card.node!]!;
      const inside =
        home === frame.box ||
        home.key.startsWith(`${frame.box.path}.`) ||
        (frame.box.path === "net" && home.path !== "");
      const overlaps =
        card.x < frame.x + frame.width &&
        frame.x < card.x + card.width &&
        card.y < frame.y + frame.height &&
        frame.y < card.y + card.height;
      assert.equal(overlaps, inside, `${card.key} and ${frame.box.key}`);
    }
  }
});

test("a wire runs unbroken from card to card", () => {
  for (const folded of [none, new Set(["net.0#1"]), new Set(["net#1"])]) {
    const { cards, wires } = scene(modules(perceptron()), folded, t);
    const byKey = new Map(cards.map((card) => [card.key, card]));
    for (const wire of wires) {
      const from = byKey.get(wire.source)!;
      const to = byKey.get(wire.target)!;
      const start = wire.points[0]!;
      const end = wire.points.at(-1)!;
      assert.ok(Math.abs(start.x - from.x - from.width) < 1e-6 && Math.abs(end.x - to.x) < 1e-6);
      assert.ok(Math.abs(start.y - from.y - from.height / 2) < 1e-6);
      for (let i = 1; i < wire.points.length; i++)
        assert.ok(wire.points[i]!.x >= wire.points[i - 1]!.x - 1e-6);
    }
  }
});

test("the pieces of a wire meet at the ports", () => {
  const { wires } = scene(modules(perceptron()), none, t);
  for (const { points } of wires) {
    for (let i = 1; i < points.length; i++) {
      const { x, y } = points[i - 1]!;
      const next = points[i]!;
      if (Math.abs(next.x - x) < 1e-6) assert.ok(Math.abs(next.y - y) < 1e-6, "a jump at a border");
    }
  }
});

test("folding merges the edges that enter a box", () => {
  const graph = modules(perceptron());
  const { cards, wires } = scene(graph, new Set(["net#1"]), t);
  assert.equal(cards.filter((card) => card.box).length, 1);
  assert.ok(wires.length < graph.edges.length);
  const drawn = wires.flatMap((wire) => wire.members);
  assert.equal(new Set(drawn).size, drawn.length);
});

test("both uses of one value are drawn", () => {
  const [x, y] = [1, 2];
  const edges = ["a", "b"].map((input) => edge(x, y, { input }));
  const snapshot: GraphSnapshot = { ...chain([""]), edges };
  const { wires } = scene(modules(snapshot), none, t);
  assert.equal(wires.length, 2);
  assert.notEqual(wires[0]!.points.at(-1)!.y, wires[1]!.points.at(-1)!.y);
});

test("large graphs are folded to what a screen can hold", () => {
  const large = modules(
    chain(
      Array.from({ length: 120 }, (_, i) => `net.${i}`),
      4,
    ),
  );
  assert.ok(large.nodes.length > 400);
  const folded = foldedByDefault(large);
  assert.ok(shown(large.root, folded) <= 200);
  assert.equal(foldedByDefault(modules(perceptron())).size, 0);
});

test("nodes in any order are put in order", () => {
  const snapshot = { ...perceptron(), nodes: perceptron().nodes.toReversed() };
  const { nodes, edges } = modules(snapshot);
  assert.equal(nodes.length, snapshot.nodes.length);
  for (const { source, target } of edges) assert.ok(source < target);
});
