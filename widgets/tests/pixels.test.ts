import assert from "node:assert/strict";
import { test } from "node:test";
import { field } from "../src/play/pixels.ts";

test("the window of an output pixel", () => {
  assert.deepEqual(field([0, 0], 1, { stride: 1, dilation: 1 }), [[0, 0]]);
  const window = field([1, 2], 3, { stride: 2, dilation: 3 });
  assert.deepEqual(window[0], [2, 4], "it starts where the strides lead");
  assert.deepEqual(window.at(-1), [8, 10], "and leaves gaps as dilation says");
  assert.deepEqual(window[1], [2, 7], "row by row, as the weights are read");
});
