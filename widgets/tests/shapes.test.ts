import assert from "node:assert/strict";
import { test } from "node:test";
import type { ModuleRow } from "../src/generated/protocol.ts";
import { addresses } from "../src/shapes/memory.ts";
import { everything, openAtFirst, tree } from "../src/shapes/tree.ts";

const row = (path: string, depth: number, likeness: string): ModuleRow => ({
  path,
  name: path.split(".").at(-1)!,
  class_name: "Block",
  options: "",
  depth,
  inputs: "",
  outputs: "2×3",
  calls: 1,
  parameters: 6,
  trainable: 6,
  bytes: 24,
  own: [],
  likeness,
  shared: "",
});

const rows = [
  row("", 0, "whole"),
  ...[0, 1, 2, 3].flatMap((i) => [
    row(`${i}`, 1, "block"),
    row(`${i}.a`, 2, "linear"),
    row(`${i}.b`, 2, "relu"),
  ]),
  row("4", 1, "head"),
];

test("modules in a row that are built alike stand as one line, which opens to them", () => {
  const [whole] = tree(rows);
  assert.deepEqual(
    whole!.branches.map(({ rows }) => rows.length),
    [4, 1],
  );
  const [stack, head] = whole!.branches;
  assert.deepEqual(
    stack!.branches.map(({ rows }) => rows[0]!.path),
    ["0", "1", "2", "3"],
  );
  assert.deepEqual(
    stack!.branches[2]!.branches.map(({ rows }) => rows[0]!.path),
    ["2.a", "2.b"],
  );
  assert.equal(head!.rows[0]!.path, "4");
});

test("every line has a key of its own", () => {
  const keys = everything(tree(rows));
  assert.deepEqual(keys, [...new Set(keys)]);
});

test("two that are alike are listed, and so are three of which one gives another shape", () => {
  const two = [row("", 0, "whole"), row("0", 1, "x"), row("1", 1, "x")];
  assert.equal(tree(two)[0]!.branches.length, 2);
  const odd = [...two, { ...row("2", 1, "x"), outputs: "9" }];
  assert.equal(tree(odd)[0]!.branches.length, 3);
});

test("at first the table is open as far as it stays short", () => {
  const branches = tree(rows);
  assert.deepEqual([...openAtFirst(branches)], ["/"]);
  const wide = [row("", 0, "w"), ...Array.from({ length: 40 }, (_, i) => row(`${i}`, 1, `${i}`))];
  assert.equal(openAtFirst(tree(wide)).size, 1);
});

test("which cells of memory a tensor sees", () => {
  const cells = new Array<number>(12).fill(0);
  assert.deepEqual([...addresses([2, 2], { offset: 1, strides: [4, 2], cells })], [1, 3, 5, 7]);
  assert.deepEqual([...addresses([3, 4], { offset: 0, strides: [0, 1], cells })], [0, 1, 2, 3]);
  assert.deepEqual([...addresses([], { offset: 5, strides: [], cells })], [5]);
  assert.equal(addresses([0, 4], { offset: 0, strides: [4, 1], cells }).size, 0);
});
