import assert from "node:assert/strict";
import { test } from "node:test";
import { one, stepped } from "../dev/steps.ts";
import { modules } from "../src/graph/modules.ts";
import { scene } from "../src/graph/scene.ts";
import { translator } from "../src/i18n.ts";
import { measure } from "../src/step/boxes.ts";
import { size } from "../src/step/lists.ts";
import { brief, line, Story } from "../src/step/story.ts";
import { GRAPH } from "../src/words/graph.ts";
import { STEP } from "../src/words/step.ts";

const [A, B, TIMES, PLUS, Y] = [0, 1, 2, 3, 4];
const story = new Story(stepped());
const phases = (node: number): string =>
  [...Array(story.count).keys()].map((k) => story.phase(node, k)[0]).join("");

test("each box waits, is at work once per half, and is done", () => {
  // w(aiting) n(ow) d(one) | i(dle) q(ueued) n(ow) p(assed)
  assert.equal(phases(TIMES), "wndiqnppp");
  assert.equal(phases(PLUS), "wwnqnpppp");
  assert.equal(phases(Y), "wwnnppppp");
  assert.equal(phases(A), "nddiqqnpn");
  assert.equal(phases(B), "nddiiqqnn");
});

test("a gradient that comes in parts fills up, and is complete before it is passed on or written", () => {
  const a = [...Array(story.count).keys()].map((k) => line(story.gathered(A, k)));
  const sum = "1.0 + (−3.0) = −2.0";
  assert.deepEqual(a, ["–", "–", "–", "–", "1.0 + …", sum, sum, sum, sum]);
  assert.deepEqual(
    [...Array(story.count).keys()].map((k) => story.gathered(A, k).state),
    ["none", "none", "none", "none", "part", "full", "full", "full", "written"],
  );
});

test("what a leaf had already stays until the end, and is added to", () => {
  assert.deepEqual(story.gathered(B, 0), { text: "0.5", terms: "", state: "before" });
  assert.deepEqual(story.gathered(B, 4), { text: "0.5", terms: "", state: "before" });
  assert.deepEqual(story.gathered(B, 5), { text: "2.0", terms: "", state: "full" });
  assert.equal(line(story.gathered(B, 8)), "0.5 + 2.0 = 2.5");
});

test("not computed is not zero", () => {
  const state = stepped();
  const zero = { ...state, edges: state.edges.map((edge) => ({ ...edge, downstream: one(0) })) };
  const nodes = zero.nodes.map((node) => ({ ...node, grad: one(0) }));
  const still = new Story({ ...zero, nodes });
  assert.equal(still.gathered(TIMES, 3).text, "–");
  assert.equal(still.gathered(TIMES, 5).text, "0.0");
});

test("values go forward along the arrows, then gradients come back", () => {
  const [a_times, , a_plus, times_plus, out] = [0, 1, 2, 3, 4];
  const along = (edge: number): string =>
    [...Array(story.count).keys()].map((k) => story.edgePhase(edge, k)[0]).join("");
  assert.equal(along(a_times), "wndiinppp");
  assert.equal(along(a_plus), "wwninpppp");
  assert.equal(along(times_plus), "wwninpppp");
  assert.equal(along(out), "wwnnppppp");
});

test("an op holds what it keeps from its forward to its rule", () => {
  assert.deepEqual(
    [...Array(story.count).keys()].map((k) => story.held(k).length),
    [0, 2, 2, 2, 2, 0, 0, 0, 0],
  );
  assert.equal(size(8), "8 B");
  assert.equal(size(5120), "5.1 kB");
  assert.equal(size(3.2e6), "3.2 MB");
});

test("a click leads to the moment in this half, and from there to that in the other", () => {
  assert.equal(story.momentOf(TIMES, 0), 1);
  assert.equal(story.momentOf(TIMES, 1), 5);
  assert.equal(story.momentOf(TIMES, 8), 5);
  assert.equal(story.momentOf(TIMES, 5), 1);
  assert.equal(story.momentOf(A, 8), 6);
  const bare = stepped();
  const frozen = new Story({
    ...bare,
    moments: bare.moments.map((m) => ({ ...m, nodes: m.nodes.filter((n) => n !== B) })),
  });
  assert.equal(frozen.momentOf(B, 2), undefined, "it has no moment of its own");
});

test("many terms are counted, and gradients of many numbers are shown by their size", () => {
  const state = stepped();
  const many = { ...one(5), text: "", rows: 2, columns: 2, cells: [1, 2, -3, "NaN" as const], shape: [2, 2] };
  const edges = state.edges.map((edge, i) => (i === 0 || i === 2 ? { ...edge, downstream: many } : edge));
  const nodes = state.nodes.map((node, i) => (i === A ? { ...node, grad: many, after: many } : node));
  const wide = new Story({ ...state, edges, nodes });
  assert.equal(wide.gathered(A, 4).text, "1 / 2");
  assert.equal(wide.gathered(A, 5).text, brief(many));
  assert.equal(brief(many), "‖·‖ 5");
});

test("a box has room for all that it will ever say, so nothing moves while one steps", () => {
  const t = translator("en", { ...GRAPH, ...STEP });
  const graph = modules(story.state.graph);
  const placed = scene(graph, new Set(), t, 84, (node) => measure(story, node, t, true));
  assert.equal(placed.cards.length, 5);
  const card = placed.cards.find(({ node }) => node === A)!;
  assert.deepEqual({ width: card.width, height: card.height }, measure(story, A, t, true));
  assert.ok(
    card.width > placed.cards.find(({ node }) => node === TIMES)!.width,
    "a sum of two terms needs more",
  );
});
