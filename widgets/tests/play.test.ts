import assert from "node:assert/strict";
import { test } from "node:test";
import type { ClassifyRun, RingRun, Trail } from "../src/generated/protocol.ts";
import type { Kernel } from "../src/inline.ts";
import { inputMap, picture, reach } from "../src/play/classify-numbers.ts";
import { levels } from "../src/play/contour.ts";
import { Latest } from "../src/play/latest.ts";
import { lossScale } from "../src/play/loss-chart.ts";
import { arrivals, ring } from "../src/play/ring-numbers.ts";
import { leaves, paths } from "../src/play/trails.ts";

const trail = (name: string, points: number): Trail => ({ name, points, lost: false, loss: 0 });

test("a race's numbers are taken apart", () => {
  const [first, second] = paths([trail("a", 2), trail("b", 1)], Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9));
  assert.deepEqual([...first!.x, ...first!.y, ...first!.loss], [1, 2, 3, 4, 5, 6]);
  assert.deepEqual([...second!.x, ...second!.y, ...second!.loss], [7, 8, 9]);
});

test("a racer has left when it does not come back", () => {
  const path = (x: number[]) =>
    paths([trail("a", x.length)], Float32Array.from([...x, ...x.map(() => 0), ...x]))[0]!;
  const extent = [-1, 1, -1, 1];
  assert.equal(leaves(path([0, 5, 0]), extent), undefined);
  assert.equal(leaves(path([0, 5, 0, 6, 7]), extent), 3);
  assert.equal(leaves(path([0, Number.NaN]), extent), 1);
});

test("heights are read from the lowest, whatever their scale", () => {
  const level = levels(Float32Array.of(-5, 0, 1000, Number.POSITIVE_INFINITY));
  assert.equal(level[0], 0);
  assert.ok(level[1]! > 0 && level[1]! < level[2]!);
  assert.deepEqual([level[2], level[3]], [1, 1]);
  assert.deepEqual([...levels(Float32Array.of(2, 2))], [0, 0], "a flat surface divides by nothing");
});

test("losses that shoot up do not flatten the others", () => {
  const scale = lossScale([Float32Array.of(1, 0.01), Float32Array.of(1, 1e20)]);
  assert.ok(scale.logarithmic && scale.high < 10);
  assert.equal(lossScale([Float32Array.of(1, -1)]).logarithmic, false);
  assert.equal(lossScale([Float32Array.of(1, 0.5)]).low, 0, "one decade is read from zero");
  assert.ok(lossScale([Float32Array.of(1, 1e-30)]).low >= 1e-9);
});

const run: ClassifyRun = {
  settings: {
    data: "own",
    noise: 0,
    hidden: [2],
    activation: "Tanh",
    optimizer: "SGD",
    lr: 0.1,
    batch: 0,
    seed: 0,
  },
  step: 0,
  train: 0,
  test: null,
  accuracy: 1,
  extent: [-1, 1, -1, 1],
  field: 1,
  unit: 1,
  points: 1,
  history: 1,
  code: "",
};

test("a network's numbers are taken apart", () => {
  const values = Float32Array.from({ length: 1 + 2 + (4 + 2) + (2 + 1) + 4 + 3 }, (_, i) => i);
  const seen = picture(run, values);
  assert.deepEqual([...seen.field], [0]);
  assert.deepEqual(
    seen.units.map((layer) => layer.map((map) => [...map])),
    [[[1], [2]]],
  );
  assert.deepEqual(
    seen.layers.map(({ from, to, weights, biases }) => [from, to, [...weights], [...biases]]),
    [
      [2, 2, [3, 4, 5, 6], [7, 8]],
      [2, 1, [9, 10], [11]],
    ],
  );
  assert.deepEqual(
    [seen.points.x[0], seen.points.y[0], seen.points.kind[0], seen.points.test[0]],
    [12, 13, 14, 15],
  );
  assert.deepEqual([seen.history.step[0], seen.history.train[0], seen.history.test[0]], [16, 17, 18]);
});

test("inputs grow to the right and upwards", () => {
  assert.deepEqual([...inputMap(0, 2)], [-0.5, 0.5, -0.5, 0.5]);
  assert.deepEqual([...inputMap(1, 2)], [0.5, 0.5, -0.5, -0.5]);
  assert.equal(reach(Float32Array.of(-3, 2, Number.NaN)), 3);
  assert.equal(reach(Float32Array.of(0)), 1);
});

test("an all-reduce's numbers are taken apart", () => {
  const start = { phase: "start", sends: [], sent: 0 } as const;
  const run: RingRun = {
    world: 2,
    seed: 0,
    size: 2,
    share: 1,
    steps: [start, start],
    difference: 0,
    naive: 8,
    code: "",
  };
  const seen = ring(
    run,
    Float32Array.from({ length: 2 * 2 * 2 + 2 * 2 * 2 + 2 }, (_, i) => i),
  );
  assert.deepEqual([...seen.gradients[1]![0]!], [4, 5]);
  assert.deepEqual([...seen.counts[0]![1]!], [10, 11]);
  assert.deepEqual([...seen.whole], [16, 17]);
});

test("what a worker sends comes to the next in the ring", () => {
  assert.deepEqual(arrivals([5, 6, 7]), [7, 5, 6]);
});

test("of questions that come faster than answers only the last is asked", async () => {
  const asked: unknown[] = [];
  const answers: (() => void)[] = [];
  const kernel = {
    ask: (_about: string, fields: unknown) => {
      asked.push(fields);
      return new Promise((resolve) => answers.push(() => resolve({ reply: fields, buffers: [] })));
    },
  } as unknown as Kernel;
  const heard: unknown[] = [];
  const latest = new Latest<unknown>(
    kernel,
    "run",
    ({ reply }) => heard.push(reply),
    () => {},
  );
  for (const n of [1, 2, 3]) latest.ask({ n });
  assert.deepEqual(asked, [{ n: 1 }]);
  answers.shift()!();
  await new Promise(setImmediate);
  assert.deepEqual(asked, [{ n: 1 }, { n: 3 }]);
  answers.shift()!();
  await new Promise(setImmediate);
  assert.deepEqual(heard, [{ n: 1 }, { n: 3 }]);
  assert.equal(latest.busy, false);
});

test("a refusal is said, and the next question is asked all the same", async () => {
  let words = "";
  const kernel = { ask: () => Promise.reject(new Error("no such surface")) } as unknown as Kernel;
  const latest = new Latest<unknown>(
    kernel,
    "run",
    () => {},
    (said) => {
      words = said;
    },
  );
  latest.ask({});
  await new Promise(setImmediate);
  assert.equal(words, "no such surface");
  assert.equal(latest.busy, false);
});
