import assert from "node:assert/strict";
import { test } from "node:test";
import { decode, floats } from "../src/cards/content.ts";
import { linesOf } from "../src/cards/curves.ts";
import { sizeOf } from "../src/cards/maps.ts";
import { names } from "../src/cards/points.ts";
import { paint, say } from "../src/cards/shades.ts";
import { readable } from "../src/curves/gestures.ts";
import type { Curves, Maps } from "../src/generated/protocol.ts";
import { translator } from "../src/i18n.ts";
import { Shelf } from "../src/live/shelf.ts";
import { along, type Palette } from "../src/palette.ts";
import { CARDS } from "../src/words/cards.ts";
import { CURVES } from "../src/words/curves.ts";

const t = translator("en", { ...CARDS, ...CURVES });

const maps = (more: Partial<Maps>): Maps => ({
  kind: "maps",
  style: "heat",
  shape: [1, 1, 1, 2],
  limit: 1,
  titles: [],
  rows: [],
  columns: [],
  row_axis: "",
  column_axis: "",
  per_line: 1,
  pooled: [1, 1],
  total: 1,
  ...more,
});

const look: Palette = {
  paper: [255, 255, 255],
  zero: [255, 255, 255],
  ink: [0, 0, 0],
  blue: [0, 0, 200],
  orange: [200, 100, 0],
  ramp: [
    [255, 255, 255],
    [0, 0, 100],
  ],
  missing: [1, 2, 3],
  classes: [],
};

const colors = (data: Maps, values: number[], map = 0) => {
  const bytes = paint(data, Float32Array.from(values), map, look);
  return Array.from({ length: bytes.length / 4 }, (_, i) => [...bytes.subarray(4 * i, 4 * i + 3)]);
};

test("numbers travel as base64 and as buffers that start anywhere", () => {
  const bytes = new Uint8Array(11);
  bytes.set(new Uint8Array(Float32Array.of(4, -2).buffer), 3);
  assert.deepEqual([...floats(new DataView(bytes.buffer, 3, 8))], [4, -2]);
  assert.deepEqual([...decode(btoa(String.fromCharCode(...bytes.subarray(3))))], [4, -2]);
  assert.equal(floats(undefined).length, 0);
});

test("signs have colours of their own, and what is no number has another", () => {
  assert.deepEqual(colors(maps({ shape: [1, 1, 1, 3] }), [1, -1, Number.NaN]), [
    look.blue,
    look.orange,
    look.missing,
  ]);
  assert.deepEqual(colors(maps({}), [0, 1]), [look.ramp[0], look.ramp[1]]);
  assert.deepEqual(colors(maps({ style: "images" }), [1, 0]), [look.ink, look.paper]);
});

test("colour images are shown as they are", () => {
  assert.deepEqual(colors(maps({ style: "images", shape: [1, 3, 1, 1] }), [1, 0.2, 2]), [[255, 51, 255]]);
});

test("a confusion matrix is read by rows", () => {
  const data = maps({
    style: "confusion",
    shape: [1, 1, 2, 2],
    rows: ["cat", "dog"],
    columns: ["cat", "dog"],
  });
  const table = [3, 1, 0, 0];
  assert.deepEqual(colors(data, table)[2], look.paper, "a class that never came divides by nothing");
  assert.deepEqual(colors(data, table)[0], [64, 64, 214]);
  const read = (language: "en" | "zh") =>
    say(data, Float32Array.from(table), { map: 0, row: 0, column: 1 }, translator(language, CARDS));
  assert.equal(read("en"), "cat taken for dog: 1 of 4 (25%)");
  assert.equal(read("zh"), "真实为 cat，预测为 dog：4 个中有 1 个（25%）");
});

test("the second map's numbers are its own", () => {
  const data = maps({ shape: [2, 1, 1, 2], titles: ["a", "b"] });
  const values = Float32Array.of(1, 2, 3, 4);
  assert.equal(
    say(data, values, { map: 1, row: 0, column: 1 }, translator("en", CARDS)),
    "b · row 0, column 1 · 4",
  );
});

test("a ramp ends where it ends", () => {
  assert.deepEqual(along(look.ramp, -1), look.ramp[0]);
  assert.deepEqual(along(look.ramp, 2), look.ramp[1]);
  assert.deepEqual(along(look.ramp, 0.5), [128, 128, 178]);
});

test("a card is asked for when it is looked at and has changed, once at a time", () => {
  const sent: unknown[] = [];
  let now = 0;
  const shelf = new Shelf(
    (message) => sent.push(message),
    () => now,
  );
  shelf.want("digits");
  assert.deepEqual(sent, [], "there is none yet");
  shelf.heard([{ name: "digits", version: 3 }]);
  for (let i = 0; i < 10; i++) shelf.want("digits");
  assert.deepEqual(sent, [{ type: "want", name: "digits" }]);
  shelf.receive({ type: "card", name: "digits", version: 3, step: 7, card: maps({}) }, [
    new DataView(Float32Array.of(1, 2).buffer),
  ]);
  shelf.want("digits");
  assert.equal(sent.length, 1);
  assert.deepEqual([...shelf.get("digits")!.values], [1, 2]);
  shelf.heard([{ name: "digits", version: 4 }]);
  shelf.want("digits");
  now = 4000;
  shelf.want("digits");
  assert.equal(sent.length, 3, "a lost answer is asked for again");
});

test("saved cards are there until the kernel names its own", () => {
  const shelf = new Shelf(
    () => {},
    () => 0,
  );
  shelf.restore([{ name: "old", card: maps({}), values: btoa("\0\0\x80\x3f"), step: 1 }]);
  assert.deepEqual(shelf.names, ["old"]);
  assert.deepEqual([...shelf.get("old")!.values], [1]);
});

test("names stand beside their points, none upon another, and the chosen one always", () => {
  const at = (x: number, y: number): { x: number; y: number; width: number } => ({ x, y, width: 40 });
  assert.deepEqual(names([at(10, 10), at(12, 14), at(10, 60)], 100), [17, undefined, 17]);
  assert.deepEqual(names([at(10, 10), at(12, 14)], 100, 1), [undefined, 19]);
  assert.deepEqual(names([at(90, 10)], 100), [43], "left of the point, where there is no room on the right");
  assert.deepEqual(names([at(30, 10)], 50), [undefined]);
  assert.deepEqual(names([at(30, 10)], 50, 0), [37]);
});

test("an image of many pixels is drawn as large as the line allows", () => {
  const image = (count: number, side: number, per_line: number) =>
    sizeOf(maps({ style: "images", shape: [count, 1, side, side], per_line }), 1000, t).across;
  assert.equal(image(1, 129, 1), 2);
  assert.equal(image(8, 200, 2), 1);
  assert.equal(image(10, 8, 10), 9, "small ones as before");
  assert.ok(10 * 256 * image(100, 256, 10) <= 720);
});

test("a map of few rows is a band as wide as the card, with lines that can be read", () => {
  const rows = ["one", "two", "three", "four"];
  const size = (more: Partial<Maps>, wide = 1000) => sizeOf(maps(more), wide, t);
  assert.deepEqual(size({ shape: [1, 1, 4, 200], rows }), { across: 4, down: 15 });
  assert.deepEqual(size({ shape: [1, 1, 4, 200] }), { across: 4, down: 8 });
  assert.deepEqual(size({ shape: [1, 1, 3, 40] }), { across: 21, down: 21 });
  assert.deepEqual(size({ shape: [1, 1, 64, 64] }), { across: 5, down: 5 }, "squares as before");
  assert.ok(
    size({ shape: [1, 1, 4, 200], rows }, 500).across * 200 < 500 - 40,
    "and it fits into a narrow card",
  );
  assert.ok(size({ style: "confusion", shape: [1, 1, 10, 10], rows }, 300).across * 10 < 260);
});

test("a wide image fills its line, and ten in a line fit into a narrow card", () => {
  const image = (height: number, width: number, per_line: number, wide = 1000) =>
    sizeOf(maps({ style: "images", shape: [per_line, 1, height, width], per_line }), wide, t).across;
  assert.equal(image(24, 128, 1), 6);
  assert.equal(image(40, 400, 1), 2);
  assert.ok(10 * (8 * image(8, 8, 10, 600) + 14) <= 620);
});

test("the curves of a card lie one after the other in its numbers", () => {
  const card: Curves = {
    kind: "curves",
    shape: [2, 5],
    lengths: [2, 3],
    names: ["train", { en: "other", zh: "另一条" }],
    total: 2,
    log: false,
    x_axis: "",
    y_axis: "",
  };
  const values = Float32Array.from([0, 1, 5, 6, 7, 10, 11, 15, 16, 17]);
  const lines = linesOf({ card, values, step: 0 }, t);
  assert.deepEqual(
    lines.map(({ label, x, y }) => [label, [...x], [...y]]),
    [
      ["train", [0, 1], [10, 11]],
      ["other", [5, 6, 7], [15, 16, 17]],
    ],
  );
});

test("keys go from point to point, however far they are apart", () => {
  const places = Float32Array.from([0, 1, 10]);
  assert.equal(readable(places, 4, 0), 1);
  assert.equal(readable(places, 1.1, 1), 10);
  assert.equal(readable(places, 9.9, -1), 1);
  assert.equal(readable(places, -1, -1), 0);
  assert.equal(readable(places, 11, 1), 10);
  assert.equal(readable(new Float32Array(), 4.2, 1), 4.2, "the curves of a run are read everywhere");
});
