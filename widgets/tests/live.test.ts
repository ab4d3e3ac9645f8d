import assert from "node:assert/strict";
import { test } from "node:test";
import { Curve } from "../src/curves/curve.ts";
import type { Frame, LayerFlow, SeriesSlice, Snapshot } from "../src/generated/protocol.ts";
import { type Outgoing, Session } from "../src/live/session.ts";

const slice = (start: number, count: number, generation = 0): SeriesSlice => ({
  name: "train",
  group: "loss",
  generation,
  start,
  count,
});

const points = (x: number[], y: number[]) => new DataView(Float32Array.from([...x, ...y]).buffer);

function frame(seq: number, more: Partial<Frame> = {}): Frame {
  return {
    type: "frame",
    seq,
    state: "running",
    step: seq,
    epoch: 0,
    batch: 0,
    batches: null,
    rate: 10,
    controls: { lr: 0.1, momentum: null, beta1: null, weight_decay: 0 },
    layers: null,
    layers_step: null,
    series: [],
    graph: null,
    mode: "live",
    notice: "",
    cards: [],
    news: "",
    speed: null,
    kept: [],
    branches: [],
    grids: [],
    vital: null,
    runs: null,
    ...more,
  };
}

function session() {
  const sent: Outgoing[] = [];
  let time = 0;
  const made = new Session(
    (message) => sent.push(message),
    () => time,
  );
  return {
    sent,
    session: made,
    wait: (ms: number) => {
      time += ms;
    },
  };
}

test("points are appended, repeated ones overwritten, and growing keeps them", () => {
  const curve = new Curve("train", "loss");
  for (let i = 0; i < 1000; i += 10) {
    const x = Array.from({ length: 10 }, (_, k) => i + k);
    assert.ok(curve.add(slice(i, 10), Float32Array.from([...x, ...x])));
  }
  assert.ok(curve.add(slice(998, 3), Float32Array.of(998, 999, 1000, 7, 8, 9)));
  assert.equal(curve.length, 1001);
  assert.deepEqual([...curve.y.slice(-4)], [997, 7, 8, 9]);
});

test("a gap is asked for once, and the answer closes it", () => {
  const { session: run, sent } = session();
  run.receive(frame(0, { series: [slice(0, 1)] }), [points([0], [5])]);
  run.receive(frame(1, { series: [slice(3, 1)] }), [points([3], [2])]);
  run.receive(frame(2, { series: [slice(4, 1)] }), [points([4], [1])]);
  assert.deepEqual(sent, [{ type: "need", series: "train", have: 1 }]);
  run.receive(frame(3, { series: [slice(1, 4)] }), [points([1, 2, 3, 4], [4, 3, 2, 1])]);
  assert.deepEqual([...run.curves.get("train")!.y], [5, 4, 3, 2, 1]);
});

test("an unanswered question is asked again, not with every frame", () => {
  const { session: run, sent } = session();
  for (let seq = 0; seq < 45; seq++)
    run.receive(frame(seq, { series: [slice(100 + seq, 1)] }), [points([0], [0])]);
  assert.equal(sent.length, 3);
});

test("a new generation starts the curve again", () => {
  const { session: run } = session();
  run.receive(frame(0, { series: [slice(0, 3)] }), [points([0, 1, 2], [3, 2, 1])]);
  run.receive(frame(1, { series: [slice(0, 2, 1)] }), [points([0, 2], [3, 1])]);
  assert.deepEqual([...run.curves.get("train")!.x], [0, 2]);
});

test("buffers may start anywhere in the message", () => {
  const { session: run } = session();
  const bytes = new Uint8Array(11);
  bytes.set(new Uint8Array(Float32Array.of(4, 2).buffer), 3);
  run.receive(frame(0, { series: [slice(0, 1)] }), [new DataView(bytes.buffer, 3, 8)]);
  assert.deepEqual([...run.curves.get("train")!.y], [2]);
});

test("a frame is acknowledged once, after it was drawn, the newest for all before it", () => {
  const { session: run, sent } = session();
  run.receive(frame(7), []);
  run.receive(frame(8), []);
  assert.deepEqual(sent, []);
  run.drawn();
  run.drawn();
  assert.deepEqual(sent, [{ type: "ack", seq: 8 }]);
});

test("layers and graph stay when a frame brings none", () => {
  const { session: run } = session();
  const layers: LayerFlow[] = [
    { name: "net.0.weight", grad_norm: 1, weight_norm: 1, update_ratio: null, shape: [1], trainable: true },
  ];
  run.receive(frame(0, { layers }), []);
  run.receive(frame(1), []);
  assert.equal(run.layers, layers);
});

test("of many slider values only the last is sent, and it is shown until the kernel answers", () => {
  const { session: run, sent, wait } = session();
  run.receive(frame(0), []);
  for (const value of [0.2, 0.3, 0.4]) run.set("lr", value);
  run.flush();
  run.flush();
  assert.deepEqual(sent, [{ type: "set", name: "lr", value: 0.4 }]);
  assert.equal(run.setting("lr"), 0.4);
  run.receive(frame(1), []);
  assert.equal(run.setting("lr"), 0.4, "an older frame does not move the slider back");
  wait(2000);
  assert.equal(run.setting("lr"), 0.1, "a refused value is not shown for ever");
  assert.equal(run.setting("momentum"), null);
});

test("a speed is shown at once, and the kernel has the last word", () => {
  const { session: run, sent, wait } = session();
  run.receive(frame(0), []);
  run.setSpeed(5);
  assert.deepEqual(sent, [{ type: "speed", speed: 5 }]);
  assert.equal(run.speed, 5);
  run.receive(frame(1, { speed: 5 }), []);
  wait(5000);
  assert.equal(run.speed, 5);
  run.receive(frame(2), []);
  assert.equal(run.speed, null);
});

test("going back sends the slider first, and points that are gone leave the curve", () => {
  const { session: run, sent } = session();
  run.receive(frame(9, { kept: [0, 4], series: [slice(0, 3)] }), [points([1, 5, 9], [3, 2, 1])]);
  run.set("lr", 0.5);
  run.rewind(4);
  assert.deepEqual(sent, [
    { type: "set", name: "lr", value: 0.5 },
    { type: "rewind", step: 4 },
  ]);
  run.receive(frame(10, { step: 4, branches: [4], series: [slice(0, 1, 1)] }), [points([1], [3])]);
  assert.deepEqual([...run.curves.get("train")!.x], [1]);
  run.receive(frame(11, { step: 0, branches: [4, 0], series: [slice(0, 0, 2)] }), [points([], [])]);
  assert.equal(run.curves.get("train")!.length, 0);
  assert.deepEqual(run.branches, [4, 0]);
});

test("only a kernel that has spoken, and was not lost, can be steered", () => {
  const { session: run, sent } = session();
  assert.equal(run.connected, false);
  run.receive(frame(0, { state: "done" }), []);
  assert.equal(run.connected, true);
  run.here();
  assert.deepEqual(sent, [{ type: "here" }]);
  run.lost();
  assert.deepEqual([run.phase, run.connected], ["done", false]);
});

test("pressing a button sends the slider first", () => {
  const { session: run, sent } = session();
  run.set("lr", 0.5);
  run.act("resume");
  assert.deepEqual(
    sent.map(({ type }) => type),
    ["set", "control"],
  );
});

const saved: Snapshot = {
  state: "running",
  step: 5,
  epoch: 1,
  controls: { lr: 0.1, momentum: null, beta1: null, weight_decay: null },
  layers: [],
  series: [{ name: "train", group: "loss", x: [0, 4], y: [2, "NaN"] }],
  graph: null,
  cards: [],
  branches: [],
  grids: [],
  vital: null,
  runs: null,
  overlays: [],
};

test("a saved run is shown, never as live, and the kernel's frames replace it", () => {
  const { session: run } = session();
  run.restore(saved);
  assert.equal(run.phase, "saved");
  assert.equal(run.running, false);
  assert.ok(Number.isNaN(run.curves.get("train")!.y[1]));
  run.receive(frame(0, { series: [slice(0, 1)] }), [points([0], [2])]);
  assert.equal(run.phase, "running");
  assert.equal(run.curves.get("train")!.length, 1);
  run.restore(saved);
  assert.equal(run.phase, "running");
});

test("when the last frame was lost, the saved state tells, and everything is asked for", () => {
  const { session: run, sent } = session();
  run.receive(frame(0), []);
  run.restore(saved);
  assert.deepEqual(sent, []);
  run.restore({ ...saved, state: "done" });
  assert.deepEqual(sent, [{ type: "ready" }]);
});

test("without its kernel a run is not live, and a finished one stays finished", () => {
  const { session: run } = session();
  run.receive(frame(0), []);
  run.lost();
  assert.equal(run.phase, "gone");
  run.receive(frame(1, { state: "done" }), []);
  run.lost();
  assert.equal(run.phase, "done");
});
