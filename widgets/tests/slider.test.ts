import assert from "node:assert/strict";
import { test } from "node:test";
import { keptStep, parseNumber, SETTINGS, SPEEDS, shown, speedPosition, TRACKS } from "../src/live/slider.ts";

test("a slider gives back the value it was set to", () => {
  for (const name of SETTINGS) {
    for (const value of [1e-5, 0.003, 0.1, 0.9]) {
      if ((name === "momentum" || name === "beta1") && value < 0.01) continue;
      const { toValue, toPosition } = TRACKS[name];
      assert.ok(Math.abs(toValue(toPosition(value)) / value - 1) < 0.02, `${name} ${value}`);
    }
  }
});

test("the ends of the sliders", () => {
  assert.equal(TRACKS.lr.toValue(0), 1e-6);
  assert.equal(TRACKS.lr.toValue(1), 10);
  assert.equal(TRACKS.lr.toPosition(1e9), 1);
  assert.equal(TRACKS.weight_decay.toValue(0), 0);
  assert.equal(TRACKS.weight_decay.toPosition(0), 0);
  assert.equal(TRACKS.momentum.toValue(1), 0.99);
});

test("what was typed is read as a number, and judged by the kernel", () => {
  assert.equal(parseNumber(" 3e-4 "), 3e-4);
  assert.equal(parseNumber("0,01"), 0.01);
  assert.equal(parseNumber("−1"), -1);
  assert.equal(parseNumber("1e9"), 1e9);
  for (const text of ["fast", "", " ", "1e999", "NaN"]) assert.equal(parseNumber(text), undefined);
});

test("speeds have their places, also those set from Python", () => {
  for (const [i, speed] of SPEEDS.entries()) assert.equal(speedPosition(speed), i);
  assert.equal(SPEEDS[speedPosition(7)], 10);
  assert.equal(speedPosition(0.1), 0);
  assert.equal(SPEEDS[speedPosition(1e6)], null);
});

test("a drag means the nearest kept step, an arrow key the next one", () => {
  const kept = [0, 40, 90];
  assert.equal(keptStep(kept, 100, 60, 100), 40);
  assert.equal(keptStep(kept, 100, 99, 100), 90, "one to the left of now");
  assert.equal(keptStep(kept, 100, 89, 90), 40);
  assert.equal(keptStep(kept, 100, 41, 40), 90);
  assert.equal(keptStep(kept, 100, 0, 0), 0);
  assert.equal(keptStep([], 100, 50, 100), 100);
});

test("a value fits into its field, with the exponent that makes it what it is", () => {
  const values = [0, 5e-4, 0.1, 3.547149e-7, 0.000123456, 0.0472849, 999999.9, 12, 1.5e9];
  const texts = ["0", "0.0005", "0.1", "3.547e-7", "1.235e-4", "0.04728", "1e+6", "12", "1.5e+9"];
  assert.deepEqual(values.map(shown), texts);
  for (const value of values) assert.ok(shown(value).length <= 8);
});
