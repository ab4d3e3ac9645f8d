import assert from "node:assert/strict";
import { test } from "node:test";
import { parseSetting, SETTINGS, TRACKS } from "../src/live/slider.ts";

test("a slider gives back the value it was set to", () => {
  for (const name of SETTINGS) {
    for (const value of [1e-5, 0.003, 0.1, 0.9]) {
      if (name === "momentum" && value < 0.01) continue;
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

test("typed numbers", () => {
  assert.equal(parseSetting("lr", " 3e-4 "), 3e-4);
  assert.equal(parseSetting("lr", "0,01"), 0.01);
  assert.equal(parseSetting("lr", "-1"), undefined);
  assert.equal(parseSetting("lr", "fast"), undefined);
  assert.equal(parseSetting("lr", ""), undefined);
  assert.equal(parseSetting("momentum", "1"), undefined);
});
