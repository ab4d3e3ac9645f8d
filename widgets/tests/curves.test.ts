import assert from "node:assert/strict";
import { test } from "node:test";
import { differing, mainCurve, scoreOf } from "../src/curves/compare.ts";
import { Curve } from "../src/curves/curve.ts";
import { Lines } from "../src/curves/lines.ts";
import { looks } from "../src/curves/look.ts";
import { type Box, breaks, path, pick } from "../src/curves/path.ts";
import { Smoothing } from "../src/curves/smoothing.ts";
import { ChartView } from "../src/curves/view.ts";
import { CLOCKS, straight, warpOf } from "../src/curves/warp.ts";
import { duration } from "../src/format.ts";
import type { Score } from "../src/generated/protocol.ts";
import { translator } from "../src/i18n.ts";
import { CURVES } from "../src/words/curves.ts";

const t = translator("en", CURVES);

function curve(
  name: string,
  x: readonly number[],
  y: readonly number[],
  group: Curve["group"] = "loss",
): Curve {
  const made = new Curve(name, group);
  const points = Float32Array.from([...x, ...y]);
  made.add({ name, group, generation: 0, start: 0, count: x.length }, points);
  return made;
}

const count = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1);

const box = (logarithmic = false): Box => ({
  px: (step) => step * 10,
  py: (value) => (Number.isFinite(value) && !(logarithmic && value <= 0) ? 10 - value : Number.NaN),
});

const drawn = (x: Float32Array, y: Float32Array, columns: number, logarithmic = false): string =>
  path(x, y, pick(y, 0, y.length, columns), box(logarithmic));

/** TensorBoard's formula, straight from its definition. */
function debiased(y: readonly number[], weight: number): number[] {
  let last = 0;
  return y.map((value, i) => {
    last = last * weight + (1 - weight) * value;
    return last / (1 - weight ** (i + 1));
  });
}

test("smoothing is TensorBoard's, from the first point on", () => {
  const y = [3, 1, 4, 1, 5, 9, 2, 6];
  for (const weight of [0, 0.6, 0.99]) {
    const smooth = new Smoothing().of(curve("a", count(8), y), weight);
    debiased(y, weight).forEach((value, i) => {
      assert.ok(Math.abs(smooth[i]! - value) < 1e-5, `${weight} ${i}`);
    });
  }
});

test("smoothing goes on where it was, and starts again when the past has changed", () => {
  const y = [3, 1, 4, 1, 5, 9, 2, 6];
  const growing = curve("a", count(5), y.slice(0, 5));
  const smoothing = new Smoothing();
  smoothing.of(growing, 0.6);
  growing.add(
    { name: "a", group: "loss", generation: 0, start: 5, count: 3 },
    Float32Array.of(6, 7, 8, 9, 2, 6),
  );
  const whole = (of: readonly number[]) => [...new Smoothing().of(curve("a", count(8), of), 0.6)];
  assert.deepEqual([...smoothing.of(growing, 0.6)], whole(y));
  growing.add({ name: "a", group: "loss", generation: 0, start: 2, count: 1 }, Float32Array.of(3, 40));
  assert.deepEqual([...smoothing.of(growing, 0.6)], whole([3, 1, 40, 1, 5, 9, 2, 6]));
});

test("what is no number is not averaged, and a thinned-out curve is smoothed over as many steps", () => {
  const smooth = new Smoothing().of(curve("a", count(3), [1, Number.NaN, 1]), 0.9);
  assert.ok(Number.isNaN(smooth[1]) && Math.abs(smooth[2]! - 1) < 1e-6);
  const x = [...count(50).map((i) => 4 * i), 201, 202, 203];
  const y = x.map((step) => (step <= 100 ? 1 : 0));
  const thin = new Smoothing().of(curve("a", x, y), 0.9);
  const full = new Smoothing().of(
    curve(
      "a",
      count(203),
      count(203).map((step) => (step <= 100 ? 1 : 0)),
    ),
    0.9,
  );
  assert.ok(Math.abs(thin[30]! - full[123]!) < 0.01);
});

test("a path has no more points than the picture can show, and keeps every spike", () => {
  const n = 100_000;
  const x = Float32Array.from({ length: n }, (_, i) => i);
  const y = new Float32Array(n).fill(0.5);
  y[54_321] = 1;
  const d = drawn(x, y, 500);
  assert.ok(d.split("L").length < 1010);
  assert.match(d, /,9L/);
});

test("what cannot be drawn is a gap, and a point alone is a dot", () => {
  const x = Float32Array.of(0, 1, 2, 3);
  assert.equal(drawn(x, Float32Array.of(1, Number.NaN, 1, 1), 30), "M0,9L0,9M20,9L30,9");
  assert.equal(drawn(x, Float32Array.of(1, 0, 1, 1), 30, true).split("M").length, 3);
  assert.equal(drawn(x, Float32Array.of(1, 2, Number.POSITIVE_INFINITY, 1), 2), "M0,9L10,8M30,9L30,9");
  assert.equal(drawn(new Float32Array(), new Float32Array(), 30), "");
});

test("breaks are told by their kind, and neighbours are one", () => {
  const { NaN: nan, POSITIVE_INFINITY: up, NEGATIVE_INFINITY: down } = Number;
  const y = Float32Array.of(nan, 2, nan, nan, up, down, 1);
  assert.deepEqual(
    breaks(y, 0, 7).map(({ start, end, kind, before }) => [start, end, kind, before]),
    [
      [0, 0, "nan", nan],
      [2, 3, "nan", 2],
      [4, 4, "up", 2],
      [5, 5, "down", 2],
    ],
  );
  const many = Float32Array.from({ length: 1000 }, (_, i) => (i % 2 ? 1 : nan));
  assert.ok(breaks(many, 0, 1000).length <= 40);
});

test("a clock is straight between its notes, and goes on beyond them", () => {
  const warp = straight(Float32Array.of(0, 10, 20), Float32Array.of(0, 1, 3));
  assert.deepEqual([-5, 0, 5, 15, 30].map(warp.to), [0, 0, 0.5, 2, 5]);
  assert.deepEqual([0, 0.5, 2, 5].map(warp.from), [0, 5, 15, 30]);
  const still = straight(Float32Array.of(1), Float32Array.of(0));
  assert.equal(still.to(7), 0);
  assert.equal(warpOf(new Map(), "time"), undefined);
  const clock = curve(CLOCKS.time, [1, 3], [0, 4], "clock");
  assert.equal(warpOf(new Map([[clock.name, clock]]), "time")!.to(2), 2);
});

test("colours stay with their roles, and no two of eight curves look alike", () => {
  assert.deepEqual(
    looks(["val_loss", "train_loss"]).map(({ hue }) => hue),
    [1, 0],
  );
  const many = looks(count(20).map((i) => `metric ${i}`)).map(({ hue, dash }) => `${hue} ${dash}`);
  assert.equal(new Set(many).size, 20);
});

const run = (number: number | undefined, ...curves: Curve[]) => ({
  number,
  title: `run ${number}`,
  index: number ?? 0,
  curves: new Map(curves.map((one) => [one.name, one])),
});

test("curves by the batch are smoothed, those by the epoch are not", () => {
  const own = run(
    undefined,
    curve("train_loss", count(400), count(400)),
    curve("val_loss", [200, 400], [2, 1]),
  );
  const [train, validation] = new Lines().of([own], "loss", new ChartView(), t);
  assert.deepEqual([train!.label, validation!.label], ["train", "validation"]);
  assert.equal(train!.raw?.length, 400);
  assert.equal(validation!.raw, undefined);
  const view = new ChartView();
  view.smoothing = 0;
  assert.equal(new Lines().of([own], "loss", view, t)[0]!.raw, undefined);
});

test("beside our own run, another shows the same curves under one name and in another colour", () => {
  const own = run(undefined, curve("train_loss", [1, 2], [2, 1]));
  const other = run(3, curve("train_loss", [1], [2]), curve("aux_loss", [1], [2]));
  const lines = new Lines().of([own, other], "loss", new ChartView(), t);
  assert.deepEqual(
    lines.map(({ key }) => key),
    [" train_loss", "3 train_loss"],
  );
  assert.notEqual(lines[0]!.hue, lines[1]!.hue);
  assert.equal(lines[1]!.label, "run 3");
  const time = new ChartView();
  time.mode = "time";
  assert.equal(new Lines().of([own, other], "loss", time, t).length, 0, "neither knows its time");
});

test("runs are compared by what they share, and by what tells them apart", () => {
  const score = (name: string, group: Score["group"] = "loss"): Score => ({
    name,
    group,
    best: 1,
    best_step: 1,
    last: 1,
  });
  const all = ["acc", "train_loss", "val_loss"].map((name) =>
    score(name, name === "acc" ? "metric" : "loss"),
  );
  assert.equal(mainCurve([{ scores: all }, { scores: all }]), "val_loss");
  assert.equal(mainCurve([{ scores: all }, { scores: [score("train_loss")] }]), "train_loss");
  assert.equal(mainCurve([]), undefined);
  assert.deepEqual(
    [
      ...differing([
        { lr: "1", m: "2" },
        { lr: "3", m: "2" },
        { lr: "1", m: "2", eps: "1" },
      ]),
    ],
    ["lr", "eps"],
  );
});

test("the best value is the lowest of a loss and the highest of a metric, and never NaN", () => {
  const y = [3, Number.NaN, 1, 2, 5];
  assert.deepEqual(scoreOf(curve("loss", count(5), y)), {
    name: "loss",
    group: "loss",
    best: 1,
    best_step: 3,
    last: 5,
  });
  assert.equal(scoreOf(curve("acc", count(5), y, "metric")).best, 5);
  assert.equal(scoreOf(curve("word error", count(5), y, "metric")).best, 1);
  assert.equal(scoreOf(curve("loss", [1], [Number.NaN])).best, "NaN");
});

test("durations", () => {
  assert.deepEqual(
    [0, 0.25, 45, 61, 3725].map(duration).map((text) => text.replace("\u2009", " ")),
    ["0 s", "0.25 s", "45 s", "1:01", "1:02:05"],
  );
});

test("a long run is smoothed over as much of the picture as a short one, also while it grows", () => {
  const wave = (n: number) => count(n).map((i) => (i % 2 ? 2 : 0));
  const spread = (n: number): number => {
    const smooth = new Smoothing().of(curve("a", count(n), wave(n)), 0.8);
    return Math.abs(smooth[n - 1]! - smooth[n - 2]!);
  };
  assert.ok(spread(32_000) < spread(1000) / 10);
  const growing = curve("a", count(1500), wave(1500));
  const smoothing = new Smoothing();
  smoothing.of(growing, 0.8);
  const more = wave(3000).slice(1500);
  const steps = more.map((_, i) => 1501 + i);
  growing.add(
    { name: "a", group: "loss", generation: 0, start: 1500, count: 1500 },
    Float32Array.from([...steps, ...more]),
  );
  assert.deepEqual(smoothing.of(growing, 0.8), new Smoothing().of(curve("a", count(3000), wave(3000)), 0.8));
});

test("a future that was left behind keeps the colours of its run", () => {
  const own = run(undefined, curve("train_loss", [1, 2], [2, 1]), curve("val_loss", [1, 2], [2, 1]));
  const left = {
    ...run(3, curve("train_loss", [1, 2, 3], [2, 1, 5]), curve("val_loss", [1, 3], [2, 6])),
    branchedAt: 2,
  };
  const lines = new Lines().of([own, left], "loss", new ChartView(), t);
  assert.deepEqual(
    lines.map(({ hue, dash }) => [hue, dash]),
    [
      [0, 0],
      [1, 0],
      [0, 1],
      [1, 1],
    ],
  );
  assert.deepEqual(
    lines.map(({ branchedAt }) => branchedAt),
    [undefined, undefined, 2, 2],
  );
});
