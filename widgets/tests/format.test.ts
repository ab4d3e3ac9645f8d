import assert from "node:assert/strict";
import { test } from "node:test";
import { count, dtype, number, power, shape } from "../src/format.ts";

test("numbers keep three digits and stay short", () => {
  const cases: [number, string][] = [
    [0, "0"],
    [0.1, "0.1"],
    [2.3456, "2.35"],
    [1234.5, "1235"],
    [0.00123456, "0.00123"],
    [1.23456e-7, "1.23×10⁻⁷"],
    [-2e9, "−2×10⁹"],
    [Number.NaN, "NaN"],
    [Number.NEGATIVE_INFINITY, "−∞"],
  ];
  for (const [value, text] of cases) assert.equal(number(value), text);
});

test("powers, counts, shapes and dtypes", () => {
  assert.equal(power(-12), "10⁻¹²");
  assert.equal(count(1234567), "1\u2009234\u2009567");
  assert.equal(shape([64, 10]), "64 × 10");
  assert.equal(shape([]), "");
  assert.equal(dtype("torch.float32"), "f32");
  assert.equal(dtype("float8_e4m3fn"), "float8_e4m3fn");
});
