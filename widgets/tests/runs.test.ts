import assert from "node:assert/strict";
import { test } from "node:test";
import type { RunList, RunSummary } from "../src/generated/protocol.ts";
import { type RunMessage, Runs } from "../src/live/runs.ts";

const summary = (number: number, more: Partial<RunSummary> = {}): RunSummary => ({
  number,
  title: `run ${number}`,
  started: 0,
  seconds: 1,
  steps: 1,
  epochs: null,
  settings: {},
  scores: [],
  parent: null,
  branched_at: null,
  ...more,
});

const list = (...others: RunSummary[]): RunList => ({ number: 1, title: "mine", settings: {}, others });

function runs() {
  const sent: RunMessage[] = [];
  return { sent, runs: new Runs((message) => sent.push(message)) };
}

const points = new DataView(Float32Array.of(1, 2, 5, 4).buffer);
const answer = (run: number) => {
  const piece = { name: "loss", group: "loss" as const, generation: 0, start: 0, count: 2 };
  return { type: "run" as const, run, series: [piece] };
};

test("curves are asked for when a run is to be drawn, and only once", () => {
  const { runs: known, sent } = runs();
  known.receive(list(summary(2), summary(3)));
  assert.deepEqual(sent, []);
  known.draw(3, true);
  assert.deepEqual(sent, [{ type: "overlay", runs: [3], have: [] }]);
  known.take(answer(3), [points]);
  assert.deepEqual([...known.curves.get(3)!.get("loss")!.y], [5, 4]);
  known.draw(2, true);
  assert.deepEqual(sent.at(-1), { type: "overlay", runs: [3, 2], have: [3] });
  known.draw(3, false);
  assert.deepEqual([...known.drawn], [2]);
});

test("an answer that does not come is asked for again, not with every frame", () => {
  const { runs: known, sent } = runs();
  known.receive(list(summary(2)));
  known.draw(2, true);
  for (let i = 0; i < 45; i++) known.receive(null);
  assert.equal(sent.length, 3);
  known.take(answer(2), [points]);
  for (let i = 0; i < 45; i++) known.receive(null);
  assert.equal(sent.length, 3);
});

test("a run that was forgotten is not drawn any more", () => {
  const { runs: known } = runs();
  known.receive(list(summary(2), summary(3)));
  known.draw(2, true);
  known.take(answer(2), [points]);
  known.receive(list(summary(3)));
  assert.equal(known.drawn.size + known.curves.size, 0);
});

test("a future that was just left behind is drawn by itself, once", () => {
  const { runs: known, sent } = runs();
  known.receive(
    list(summary(2), summary(3, { parent: 1, branched_at: 5 }), summary(4, { parent: 2, branched_at: 5 })),
  );
  assert.deepEqual([...known.drawn], [3]);
  assert.equal(sent.length, 1);
  known.draw(3, false);
  known.receive(list(summary(2), summary(3, { parent: 1, branched_at: 5 })));
  assert.deepEqual([...known.drawn], []);
});

test("a saved page draws what it was saved with", () => {
  const { runs: known, sent } = runs();
  const series = [{ name: "loss", group: "loss" as const, x: [1], y: ["NaN" as const] }];
  known.restore(list(summary(2)), [{ run: 2, series }]);
  assert.deepEqual([...known.drawn], [2]);
  assert.ok(Number.isNaN(known.curves.get(2)!.get("loss")!.y[0]));
  known.restore(undefined, undefined);
  assert.deepEqual(known.others, []);
  assert.deepEqual(sent, []);
});
