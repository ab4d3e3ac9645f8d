import assert from "node:assert/strict";
import { test } from "node:test";
import type { Detail, Heat, SavedDetails } from "../src/generated/protocol.ts";
import { Answers } from "../src/graph/detail/answers.ts";
import {
  cellAt,
  cellOf,
  corner,
  firstIndex,
  fitsHalf,
  indexText,
  isExact,
  layout,
} from "../src/graph/detail/cells.ts";
import { pieces } from "../src/graph/detail/code.ts";
import { note } from "../src/graph/detail/heatmap.ts";
import { translator } from "../src/i18n.ts";
import { DETAIL } from "../src/words/detail.ts";

function heat(shape: number[], block = [1, 1], more: Partial<Heat> = {}): Heat {
  const [height, width] = [shape.at(-2) ?? 1, shape.at(-1) ?? 1];
  const tiles = shape.slice(0, -2).reduce((a, b) => a * b, 1);
  return {
    shape,
    tiles,
    all_tiles: tiles,
    rows: Math.ceil(height / block[0]!),
    columns: Math.ceil(width / block[1]!),
    block,
    largest: 1,
    ...more,
  };
}

test("few numbers are written into their cells", () => {
  const place = layout(heat([3, 4]), 350, 170);
  assert.ok(place.numbers && place.cellWidth >= 50 && place.cellHeight >= 20);
  assert.ok(!layout(heat([7, 4]), 350, 170).numbers);
  assert.ok(!layout(heat([6, 6], [2, 2]), 350, 170).numbers, "means are not the numbers");
});

test("every picture fits into its frame", () => {
  for (const shape of [[64, 64], [1000], [3, 64], [64, 1, 3, 3], [5, 4, 8, 8], [2, 3, 1], [1, 1, 64, 64]]) {
    const one = heat(shape, [Math.ceil((shape.at(-2) ?? 1) / 64), Math.ceil(shape.at(-1)! / 64)]);
    const place = layout(one, 350, 170);
    assert.ok(place.width <= 351, `${shape}: ${place.width} wide`);
    assert.ok(place.height <= 171, `${shape}: ${place.height} high`);
    assert.ok(place.across * place.down >= one.tiles);
  }
});

test("every cell is found where it is drawn, and the gaps belong to nobody", () => {
  const one = heat([2, 3, 4, 5]);
  const place = layout(one, 300, 170);
  for (let tile = 0; tile < one.tiles; tile++)
    for (const [row, column] of [
      [0, 0],
      [3, 4],
    ] as const) {
      const [x, y] = corner({ tile, row, column }, one, place);
      assert.deepEqual(cellAt(x + 1, y + 1, one, place), { tile, row, column });
    }
  const [x, y] = corner({ tile: 0, row: 0, column: 4 }, one, place);
  assert.equal(cellAt(x + place.cellWidth + 2, y + 1, one, place), undefined);
  assert.equal(cellAt(-1, 0, one, place), undefined);
});

test("cells and elements, to and fro", () => {
  const one = heat([2, 3, 4, 5]);
  for (const index of [
    [0, 0, 0, 0],
    [1, 2, 3, 4],
    [0, 1, 2, 3],
  ])
    assert.deepEqual(firstIndex(cellOf(index, one)!, one), index);
  const coarse = heat([128, 10], [2, 1]);
  assert.deepEqual(firstIndex(cellOf([101, 3], coarse)!, coarse), [100, 3]);
  assert.equal(cellOf([1, 0, 0, 0], heat([2, 3, 4, 5], [1, 1], { tiles: 2 })), undefined);
  assert.deepEqual(firstIndex(cellOf([], heat([]))!, heat([])), []);
  assert.deepEqual(firstIndex(cellOf([7], heat([9]))!, heat([9])), [7]);
});

test("what a cell stands for, in words", () => {
  assert.equal(indexText([0, 1]), "[0, 1]");
  assert.equal(indexText([3, 100, 3], heat([5, 128, 10], [2, 1])), "[3, 100–101, 3]");
  assert.equal(indexText([128], heat([129], [1, 3])), "[128]");
  const t = translator("en", DETAIL);
  assert.equal(note(heat([3, 3]), t), "");
  assert.match(note(heat([128, 10], [2, 1]), t), /mean of 2 × 1/);
  assert.match(note(heat([9, 2, 2], [1, 1], { tiles: 4, all_tiles: 9 }), t), /first 4 of 9/);
  assert.ok(!isExact(heat([9, 2, 2], [1, 1], { tiles: 4, all_tiles: 9 })));
});

test("two pictures stand side by side where both can be read", () => {
  assert.ok(fitsHalf(heat([2, 3]), 168));
  assert.ok(!fitsHalf(heat([4, 6]), 168), "the numbers would not fit");
  assert.ok(fitsHalf(heat([64, 64]), 168));
  assert.ok(!fitsHalf(heat([64]), 168));
});

test("code comes in pieces that are the code", () => {
  const code = [
    "@staticmethod",
    "def forward(xp, x, *, n=1.5e-3):",
    '    """A "doc" string."""',
    "    # return 'nothing'",
    '    return xp.where(x > 0, x, f"{n}")  # not a string: "',
  ].join("\n");
  const found = pieces(code);
  assert.equal(found.map(([text]) => text).join(""), code);
  const of = (kind: string) => found.filter(([, k]) => k === kind).map(([text]) => text.trim());
  assert.deepEqual(of("decorator"), ["@staticmethod"]);
  assert.deepEqual(of("keyword"), ["def", "return"]);
  assert.deepEqual(of("comment"), ["# return 'nothing'", '# not a string: "']);
  assert.deepEqual(of("string"), ['"""A "doc" string."""', 'f"{n}"']);
  assert.deepEqual(of("number"), ["1.5e-3", "0"]);
  assert.equal(pieces("").length, 0);
  const evil = "<img src=x onerror=alert(1)>'\"\\";
  assert.equal(
    pieces(evil)
      .map(([text]) => text)
      .join(""),
    evil,
  );
});

test("a saved page answers from what it carries, and says what it cannot", async () => {
  const t = translator("en", DETAIL);
  const picture = { shape: [2], dtype: "float32", statistics: null, heat: heat([2]), buffer: 0 };
  const card = { place: [3, 0], value: picture, sources: [] } as unknown as Detail;
  const bytes = Buffer.from(new Float32Array([1.5, -2]).buffer).toString("base64");
  const saved: SavedDetails = {
    cards: { "3,0": card },
    buffers: [bytes],
    sources: [[{ name: "forward", text: "pass", where: "" }]],
    code: { "3,0": 0 },
  };
  const answers = new Answers(undefined);
  await assert.rejects(answers.card([3, 0], t), /not saved/);
  answers.saved = saved;
  const { detail, cells } = await answers.card([3, 0], t);
  assert.deepEqual([...cells(detail.value)], [1.5, -2]);
  assert.equal(detail.sources[0]!.name, "forward");
  assert.equal(cells(null).length, 0);
  await assert.rejects(answers.card([4, 0], t), /not saved/);
  await assert.rejects(answers.element([3, 0], [0], t), /kernel/);
  await assert.rejects(answers.whatIf([3, 0], { scale: 2 }, t), /kernel/);
});
