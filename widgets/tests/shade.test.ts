import assert from "node:assert/strict";
import { test } from "node:test";
import type { Palette } from "../src/palette.ts";
import { inkOn, isLight, reach, shade } from "../src/shade.ts";

const LOOK: Palette = {
  paper: [255, 255, 255],
  zero: [250, 250, 250],
  ink: [0, 0, 0],
  blue: [0, 0, 255],
  orange: [255, 128, 0],
  ramp: [],
  missing: [200, 0, 100],
  classes: [],
};

test("colours say sign and size, and what is no number", () => {
  assert.deepEqual(shade(0, 2, LOOK), LOOK.zero);
  assert.deepEqual(shade(2, 2, LOOK), LOOK.blue);
  assert.deepEqual(shade(-2, 2, LOOK), LOOK.orange);
  assert.deepEqual(shade(1, 2, LOOK), [125, 125, 253], "half the size is half the way");
  assert.deepEqual(shade(Number.NaN, 2, LOOK), LOOK.missing);
  assert.deepEqual(shade(Number.POSITIVE_INFINITY, 2, LOOK), LOOK.missing);
  assert.deepEqual(shade(0, 0, LOOK), LOOK.zero, "a tensor of zeros");
});

test("text can be read on each of them", () => {
  assert.ok(isLight(shade(0.1, 2, LOOK)) && !isLight(shade(2, 2, LOOK)));
  assert.notEqual(inkOn(LOOK.zero), inkOn(LOOK.blue));
});

test("colours end at the largest number there is", () => {
  assert.equal(reach([1, "-3", "NaN", "Infinity", 2]), 3);
  assert.equal(reach(["NaN"]), 0);
  assert.equal(reach([]), 0);
});
