import assert from "node:assert/strict";
import { test } from "node:test";
import { fit, indexAt, nearest, type Scale, ticks, timeTicks, withoutSpikes } from "../src/curves/plot.ts";

const linear = (low: number, high: number): Scale => ({ low, high, logarithmic: false });
const log = (low: number, high: number): Scale => ({ low, high, logarithmic: true });

test("scales hold the values, and broken values do not count", () => {
  const y = Float32Array.of(2, Number.NaN, 1, Number.POSITIVE_INFINITY);
  assert.deepEqual(fit([y], false, true), linear(0, 2.12));
  assert.equal(fit([y], true, true).logarithmic, true);
  assert.ok(fit([Float32Array.of(0, 4)], true, true).low > 0);
  for (const curves of [[], [Float32Array.of(0)], [Float32Array.of(Number.NaN)]]) {
    const { low, high } = fit(curves, false, true);
    assert.ok(low < high);
  }
});

test("a few bad batches do not decide the scale", () => {
  const noisy = Float32Array.from({ length: 5000 }, (_, i) => (i % 1000 === 500 ? 100 : 1 + (i % 7) / 10));
  assert.ok(fit([withoutSpikes(noisy)], false, true).high < 2);
  assert.equal(withoutSpikes(new Float32Array()).length, 0);
  assert.deepEqual([...withoutSpikes(Float32Array.of(3))], [3]);
});

test("ticks are round", () => {
  assert.deepEqual(ticks(linear(0, 2.5), 5), [0, 0.5, 1, 1.5, 2, 2.5]);
  assert.deepEqual(ticks(linear(0, 1234), 4), [0, 500, 1000]);
  assert.deepEqual(ticks(linear(0.1, 0.4), 3), [0.1, 0.2, 0.3, 0.4]);
  assert.deepEqual(ticks(log(0.003, 40), 6), [0.01, 0.1, 1, 10]);
  assert.deepEqual(ticks(log(0.15, 3), 6), [0.2, 0.5, 1, 2]);
  assert.ok(ticks(log(1e-12, 1), 5).length <= 6);
  assert.ok(ticks(log(0.31, 0.34), 5).length >= 2, "a narrow logarithmic scale has ticks, too");
});

test("the point under the pointer", () => {
  const x = Float32Array.of(0, 10, 20);
  assert.deepEqual(
    [-1, 0, 9, 10, 99].map((value) => indexAt(x, value)),
    [-1, 0, 0, 1, 2],
  );
});

test("the nearest point", () => {
  const x = Float32Array.of(0, 10, 20);
  assert.deepEqual(
    [-5, 4, 5, 6, 14, 16, 99].map((value) => nearest(x, value)),
    [0, 0, 0, 1, 1, 2, 2],
  );
  assert.equal(nearest(new Float32Array(), 3), -1);
});

test("seconds are counted as on a clock", () => {
  assert.deepEqual(timeTicks(0, 4, 4), [0, 1, 2, 3, 4]);
  assert.deepEqual(timeTicks(0, 200, 5), [0, 60, 120, 180]);
  assert.deepEqual(timeTicks(3000, 9000, 3), [3600, 7200]);
});
