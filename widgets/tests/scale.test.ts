import assert from "node:assert/strict";
import { test } from "node:test";
import { decades, strength, together } from "../src/graph/scale.ts";

test("the scale holds all sizes, and grows only", () => {
  const first = decades([0.02, null, 3, 0, "NaN", "Infinity"]);
  assert.deepEqual(first, { low: -3, high: 1 });
  assert.deepEqual(decades([1e-6], first), { low: -6, high: 1 });
  assert.deepEqual(decades([0.5], first), first);
  assert.deepEqual(decades([]), { low: -4, high: 0 });
  assert.deepEqual(decades([1e-30, 1]), { low: -9, high: 0 });
});

const edge = (grad_norm: number | "NaN" | "Infinity" | null, carries_grad = true) => ({
  grad_norm,
  carries_grad,
});

test("never, not computed, zero and NaN are not small gradients", () => {
  const scale = { low: -4, high: 0 };
  assert.deepEqual(strength(edge(null, false), scale), { kind: "never" });
  assert.deepEqual(strength(edge(null), scale), { kind: "none" });
  assert.deepEqual(strength(edge(0), scale), { kind: "zero" });
  assert.deepEqual(strength(edge("NaN"), scale), { kind: "nan" });
  assert.deepEqual(strength(edge("Infinity"), scale), { kind: "nan" });
  assert.deepEqual(strength(edge(0.01), scale), { kind: "size", level: 0.5 });
  assert.deepEqual(strength(edge(1e-9), scale), { kind: "size", level: 0 });
});

test("several edges drawn as one show the worst news, or the largest size", () => {
  const [never, unseen, small, large, broken] = [
    edge(null, false),
    edge(null),
    edge(0.1),
    edge(2),
    edge("NaN"),
  ];
  assert.equal(together([unseen, small, large]), large);
  assert.equal(together([large, broken]), broken);
  assert.equal(together([never, unseen]), unseen);
});
