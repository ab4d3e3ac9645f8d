import assert from "node:assert/strict";
import { test } from "node:test";
import type { GridData, GridSlice, Snapshot } from "../src/generated/protocol.ts";
import { along, axisOf, type Bins, binsOf, density, marks } from "../src/live/bins.ts";
import { ramp } from "../src/live/colours.ts";
import { Grid, NOTHING } from "../src/live/grid.ts";
import { cell, RATIO, scaleOf } from "../src/live/measure.ts";
import { bytes, seconds } from "../src/live/resources.ts";
import { arrange, blockOf, foldsBiases, isBias, together } from "../src/live/rows.ts";
import { type Outgoing, Session } from "../src/live/session.ts";

const part = (start: number, count: number, more: Partial<GridSlice> = {}): GridSlice => ({
  name: "flow/gradient",
  generation: 0,
  start,
  count,
  rows: 2,
  labels: start === 0 ? ["a", "b"] : [],
  ...more,
});

/** Columns (step, value, value) as the kernel sends them. */
const numbers = (...columns: [number, number, number][]): Float32Array =>
  Float32Array.from([...columns.map(([step]) => step), ...columns.flatMap(([, ...values]) => values)]);

test("columns are appended, repeated ones overwritten, and growing keeps them", () => {
  const grid = new Grid("flow/gradient");
  for (let i = 0; i < 300; i++) assert.ok(grid.add(part(i, 1), numbers([i, i, -i])));
  assert.ok(grid.add(part(299, 2), numbers([299, 7, 8], [300, 9, Number.NaN])));
  assert.equal(grid.length, 301);
  assert.deepEqual([...grid.column(0)], [0, -0]);
  assert.deepEqual([...grid.column(299)], [7, 8]);
  assert.deepEqual([...grid.column(300)], [9, Number.NaN]);
  assert.deepEqual(grid.labels, ["a", "b"]);
});

test("a gap is refused; a new generation, or another number of rows, starts again", () => {
  const grid = new Grid("g");
  assert.equal(grid.add(part(3, 1), numbers([3, 0, 0])), false);
  assert.ok(grid.add(part(0, 2), numbers([0, 1, 2], [1, 3, 4])));
  assert.ok(grid.add(part(0, 1, { generation: 1 }), numbers([0, 5, 6])));
  assert.deepEqual([grid.length, ...grid.column(0)], [1, 5, 6]);
  assert.ok(grid.add(part(0, 0, { generation: 5 }), numbers()), "a rewind to before the first column");
  assert.equal(grid.length, 0);
  assert.ok(
    grid.add(part(0, 1, { generation: 1, rows: 3, labels: ["a", "b", "c"] }), Float32Array.of(4, 1, 2, 3)),
  );
  assert.deepEqual([...grid.column(0)], [1, 2, 3]);
});

test("a saved grid is read back: bfloat16 in base64", () => {
  // The upper halves of 1, -2, NaN and infinity, as the kernel's pack() writes them.
  const upper = Uint16Array.of(0x3f80, 0xc000, 0x7fc0, 0x7f80);
  const values = btoa(String.fromCharCode(...new Uint8Array(upper.buffer)));
  const saved: GridData = { name: "g", labels: ["a", "b"], rows: 2, steps: [3, 8], values };
  const grid = Grid.from(saved);
  assert.deepEqual([...grid.column(0)], [1, -2]);
  assert.deepEqual([...grid.column(1)], [Number.NaN, Number.POSITIVE_INFINITY]);
  assert.deepEqual([grid.step(1), grid.length], [8, 2]);
});

test("only grids on the screen are asked for, once for all views, again after a reconnection", () => {
  const sent: Outgoing[] = [];
  const session = new Session((message) => sent.push(message));
  const [one, two] = [{}, {}];
  session.show(one, ["flow/ratio"]);
  session.show(one, ["flow/ratio"]);
  session.show(two, ["flow/ratio", "hist/weight/a"]);
  session.show(two, []);
  session.start();
  session.show(one, []);
  assert.deepEqual(sent, [
    { type: "show", grids: ["flow/ratio"] },
    { type: "show", grids: ["flow/ratio", "hist/weight/a"] },
    { type: "show", grids: ["flow/ratio"] },
    { type: "ready" },
    { type: "show", grids: ["flow/ratio"] },
    { type: "show", grids: [] },
  ]);
});

/** A frame with nothing in it. */
const face = {
  type: "frame",
  seq: 0,
  state: "running",
  step: 1,
  epoch: 0,
  batch: 0,
  batches: null,
  rate: 1,
  controls: { lr: 0.1, momentum: null, beta1: null, weight_decay: null },
  layers: null,
  layers_step: null,
  graph: null,
  mode: "live",
  notice: "",
  vital: null,
  runs: null,
  cards: [],
  news: "",
  speed: null,
  kept: [],
  branches: [],
} as const;

const buffer = (values: ArrayLike<number>) => new DataView(Float32Array.from(values).buffer);

test("the buffers of grids come behind those of curves, and a gap is asked for", () => {
  const sent: Outgoing[] = [];
  const session = new Session((message) => sent.push(message));
  const series = [{ name: "l", group: "loss", generation: 0, start: 0, count: 1 }] as const;
  const columns = numbers([0, 5, 6]);
  session.receive({ ...face, series, grids: [part(0, 1)] }, [buffer([0, 9]), buffer(columns)]);
  assert.deepEqual([...session.grids.get("flow/gradient")!.column(0)], [5, 6]);
  session.receive({ ...face, seq: 1, series: [], grids: [part(4, 1)] }, [buffer(columns)]);
  assert.deepEqual(sent.at(-1), { type: "need", series: "flow/gradient", have: 1 });
});

test("a saved run brings its grids and findings, and the kernel's replace them", () => {
  const session = new Session(() => {});
  const vital = { findings: [], activations: [], memory: null, times: null };
  const grids: GridData[] = [
    { name: "flow/ratio", labels: ["a"], rows: 1, steps: [1], values: btoa("\x80\x3f") },
  ];
  session.restore({ series: [], grids, vital, layers: [], cards: [], graph: null } as unknown as Snapshot);
  assert.deepEqual([...session.grids.get("flow/ratio")!.column(0)], [1]);
  assert.equal(session.vital, vital);
  session.receive({ ...face, series: [], grids: [part(0, 1)] }, [buffer(numbers([0, 5, 6]))]);
  assert.deepEqual([...session.grids.keys()], ["flow/gradient"], "the saved ones were thinned out");
  assert.equal(session.vital, vital, "until another comes");
});

test("biases fold where there are many, and come back when asked for", () => {
  const few = ["0.weight", "0.bias"];
  const many = Array.from({ length: 12 }, (_, i) => [`${i}.weight`, `${i}.bias`]).flat();
  assert.deepEqual(
    arrange(few, { biases: undefined, open: new Set() }).map(({ label }) => label),
    few,
  );
  assert.equal(arrange(many, { biases: undefined, open: new Set() }).length, 12);
  assert.equal(arrange(many, { biases: false, open: new Set() }).length, 24);
  assert.ok(foldsBiases(many, { biases: undefined }) && !foldsBiases(few, { biases: undefined }));
  assert.deepEqual(["a.bias", "in_proj_bias", "bias_ih_l0", "bias", "b.weight", "biased"].map(isBias), [
    true,
    true,
    true,
    true,
    false,
    false,
  ]);
  assert.deepEqual(
    arrange(["bias"], { biases: true, open: new Set() }).map(({ label }) => label),
    ["bias"],
  );
});

test("hundreds of layers are gathered by block, which opens", () => {
  const names = Array.from({ length: 20 }, (_, i) =>
    ["q", "k", "v", "out"].map((part) => `encoder.layers.${i}.${part}.weight`),
  ).flat();
  const rows = arrange([...names, "head.weight"], { biases: undefined, open: new Set(["encoder.layers.3"]) });
  assert.equal(rows.length, 20 + 4 + 1);
  assert.deepEqual([rows[3]!.block, rows[4]!.label, rows[4]!.inside], ["open", "q.weight", true]);
  assert.deepEqual([rows[0]!.block, rows[0]!.names.length, rows.at(-1)!.label], ["closed", 4, "head.weight"]);
  assert.deepEqual(["net.0.weight", "fc1.weight", "weight", "a.b.2"].map(blockOf), [
    "net.0",
    "fc1",
    "weight",
    "a",
  ]);
});

test("a block is broken if one of its layers is, else in the middle of them", () => {
  assert.equal(together([1, 100, 3, NOTHING], NOTHING), 3);
  assert.ok(Number.isNaN(together([1, Number.NaN, 3], NOTHING)));
  assert.equal(together([NOTHING, NOTHING], NOTHING), NOTHING);
});

test("a cell is a place on the scale, or nothing, zero, broken: four different stories", () => {
  const scale = { low: -4, high: 0 };
  assert.deepEqual(
    [1, 1e-2, 1e-9, 10, 0, NOTHING, Number.NaN, Number.POSITIVE_INFINITY].map((v) =>
      cell(v, "gradient", scale),
    ),
    [1, 0.5, 0, 1, "zero", "none", "broken", "broken"],
  );
  assert.ok(Math.abs(Number(cell(1e-3, "ratio", RATIO)) - 0.5) < 1e-9, "a healthy update is in the middle");
  assert.deepEqual([cell(0, "inactive", RATIO), cell(0.25, "inactive", RATIO)], [0, 0.25]);
});

test("the scale of gradients grows with the run and never shrinks", () => {
  const grid = new Grid("flow/gradient");
  grid.add(part(0, 1), numbers([0, 1e-2, NOTHING]));
  const first = scaleOf("gradient", grid, 0);
  assert.deepEqual(first, { low: -6, high: -2 });
  grid.add(part(1, 1), numbers([1, 1e-7, Number.NaN]));
  assert.deepEqual(scaleOf("gradient", grid, 1, first), { low: -7, high: -2 });
  assert.equal(scaleOf("gradient", grid, 2, first), first);
  assert.equal(scaleOf("ratio", grid, 0), RATIO);
});

const bins = (low: number, width: number, shares: number[], zeros = 0): Bins => ({
  step: 0,
  broken: 0,
  zeros,
  low,
  width,
  mean: 0,
  std: 0,
  min: 0,
  max: 0,
  shares: Float32Array.from(shares),
});

test("bins of different width lie on one axis, and nothing is lost", () => {
  const narrow = bins(-0.25, 0.125, [0.25, 0.25, 0.25, 0.25]);
  const wide = bins(-2, 1, [0.1, 0.4, 0.4, 0.1]);
  const axis = axisOf([narrow, wide], false);
  assert.deepEqual([axis.low, axis.high], [-2, 2]);
  for (const one of [narrow, wide]) {
    const sum = density(one, axis, 50).reduce((a, b) => a + b, 0);
    assert.ok(Math.abs(sum - 1) < 1e-5);
  }
  assert.equal(axisOf([narrow], false, axis).low, -2, "it only grows");
  assert.deepEqual(density(wide, axis, 4), Float32Array.of(0.1, 0.4, 0.4, 0.1));
});

test("empty bins, zeros alone and constants still have an axis", () => {
  for (const one of [bins(0, 1, [0, 0]), bins(0, 1, [0, 0], 1), bins(3, 2 ** -20, [1])]) {
    const axis = axisOf([one], false);
    assert.ok(axis.low < axis.high);
  }
});

test("a logarithmic axis goes through zero, both ways", () => {
  const axis = { low: -100, high: 100, knee: 0.01 };
  assert.ok(Math.abs(along(0, axis) - 0.5) < 1e-9);
  const [near, far, farther] = [0.01, 1, 100].map((value) => along(value, axis)) as [number, number, number];
  assert.ok(Math.abs(far - near - (farther - far)) < 1e-9, "each decade takes the same room");
  assert.ok(Math.abs(along(-1, axis) + far - 1) < 1e-9);
  assert.ok(marks(axis, 7).includes(0) && marks(axis, 7).includes(100) && marks(axis, 7).length <= 9);
  assert.deepEqual(marks({ low: -1, high: 1, knee: 0 }, 4), [-1, -0.5, 0, 0.5, 1]);
});

test("a column is read as the kernel wrote it", () => {
  const grid = new Grid("hist/weight/w");
  const column = [0.1, 0.2, -4, 0.5, 1.5, 2.5, -3.5, 6, ...Array(64).fill(0)];
  grid.add({ ...part(0, 1), rows: 72, labels: [] }, Float32Array.from([9, ...column]));
  const read = binsOf(grid, 0);
  assert.equal(read.shares.length, 64);
  assert.deepEqual([read.step, read.low, read.width, read.mean, read.max], [9, -4, 0.5, 1.5, 6]);
});

test("a ramp goes through its colours", () => {
  const bytes = ramp([
    [0, 0, 0],
    [100, 200, 50],
    [255, 255, 255],
  ]);
  assert.deepEqual([...bytes.subarray(0, 4)], [0, 0, 0, 255]);
  assert.deepEqual([...bytes.subarray(1020, 1024)], [255, 255, 255, 255]);
});

test("sizes and times are read with their unit", () => {
  assert.deepEqual([bytes(0), bytes(1536), bytes(3 * 2 ** 20)], ["0 B", "1.5 KiB", "3 MiB"]);
  assert.deepEqual([seconds(2), seconds(0.0123), seconds(4.5e-5)], ["2 s", "12.3 ms", "45 µs"]);
});
