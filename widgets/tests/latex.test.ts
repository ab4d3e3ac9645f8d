import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { type MathNode, parseLatex } from "../src/latex.ts";

function words(node: MathNode | undefined): string {
  if (!node) return "?";
  return (node.text ?? "") + (node.children ?? []).map(words).join("");
}

test("the formulas of the ops are all understood", () => {
  const folder = new URL("../../autograd_lab/ops/", import.meta.url);
  const formulas = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".py"))
    .flatMap((name) => [
      // A long formula is written as several strings, one after the other.
      ...readFileSync(new URL(name, folder), "utf8")
        .replaceAll(/"\s*\n\s*r"/g, "")
        .matchAll(/\br"((?:[^"\\]|\\.)*)"/g),
    ])
    .map((match) => match[1]!)
    .filter((text) => / = |\\bar/.test(text));
  assert.ok(formulas.length > 50);
  assert.deepEqual(
    formulas.filter((formula) => !parseLatex(formula)),
    [],
  );
});

test("accents, indices, fractions and words", () => {
  assert.equal(words(parseLatex(String.raw`\bar x_{ij} = \frac{2}{n} (x - t)\, \bar y`)), "x‾ij=2n(x−t)y‾");
  assert.equal(words(parseLatex(String.raw`\operatorname{conv}^{\mathsf T}(y)`)), "convT(y)");
  assert.equal(words(parseLatex(String.raw`\sum_{o:\, i \text{ won } o} 12.5`)), "∑o:i\u00a0won\u00a0o12.5");
});

test("a matrix is a table in parentheses", () => {
  const node = parseLatex(String.raw`\begin{pmatrix} a & b_1 \\ 0 & 1 \end{pmatrix} x`);
  assert.equal(words(node), "(ab101)x");
  assert.equal(node?.children?.[0]?.children?.[0]?.children?.[1]?.tag, "mtable");
});

test("both indices go to one node, in either order", () => {
  for (const source of ["x_i^2", "x^2_i"]) {
    const row = parseLatex(source)?.children?.[0];
    assert.equal(row?.tag, "msubsup");
    assert.equal(words(row), "xi2");
  }
});

test("what is not understood is refused rather than drawn wrongly", () => {
  for (const source of [
    String.raw`\begin{cases} x \end{cases}`,
    String.raw`\nosuch x`,
    "{x",
    "x}",
    "x_",
    "x^",
  ]) {
    assert.equal(parseLatex(source), undefined, source);
  }
});
