/** Runs of every kind for the charts: ?view=curves&case=eight, with &others=3 earlier runs. */

import type { AnyModel } from "@anywidget/types";
import liveWidget from "../src/entries/live.ts";
import runsWidget from "../src/entries/runs.ts";
import type { Frame, LayerFlow, RunSummary, SeriesSlice } from "../src/generated/protocol.ts";
import { FakeModel } from "./model.ts";
import { perceptron } from "./samples.ts";

interface Series {
  readonly name: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
}

let seed = 7;
const random = (): number => {
  seed = (seed * 16807) % 2147483647;
  return seed / 2147483647;
};
const steps = (n: number, every = 1): number[] => Array.from({ length: n }, (_, i) => (i + 1) * every);
const falling = (name: string, x: readonly number[], speed: number, end: number, noise: number): Series => ({
  name,
  x,
  y: x.map((step) => (end + 2.2 * Math.exp(-step / speed)) * (1 + noise * (random() - 0.4))),
});
const rising = (name: string, x: readonly number[], speed: number, end: number): Series => ({
  name,
  x,
  y: x.map((step) => end - 0.85 * Math.exp(-step / speed) + 0.01 * random()),
});

const CASES: Readonly<Record<string, () => Series[]>> = {
  one: () => [falling("train_loss", steps(900), 220, 0.12, 0.5)],
  point: () => [falling("train_loss", steps(1), 220, 0.12, 0.5)],
  few: () => [falling("train_loss", steps(12), 8, 0.12, 0.2), falling("val_loss", steps(3, 4), 8, 0.3, 0.1)],
  three: () => [
    falling("train_loss", steps(900), 220, 0.12, 0.5),
    falling("val_loss", steps(20, 45), 240, 0.19, 0.05),
    rising("val_acc", steps(20, 45), 150, 0.97),
  ],
  eight: () => [
    falling("train_loss", steps(900), 220, 0.12, 0.5),
    falling("val_loss", steps(20, 45), 240, 0.19, 0.05),
    ...["accuracy", "precision", "recall", "f1", "top5", "auc"].map((name, i) =>
      rising(name, steps(20, 45), 80 + 40 * i, 0.98 - 0.03 * i),
    ),
  ],
  hundred: () =>
    Array.from({ length: 100 }, (_, i) =>
      falling(`loss of part ${i}`, steps(32_768), 2000 + 90 * i, 0.1 + i / 100, 0.4),
    ),
  nan: () => {
    const loss = falling("train_loss", steps(600), 150, 0.2, 0.4);
    const y = loss.y.map((value, i) =>
      i > 300 && i < 340 ? Number.NaN : i === 420 ? Number.POSITIVE_INFINITY : value,
    );
    const bad = falling("val_loss", steps(12, 50), 150, 0.3, 0.02);
    return [
      { ...loss, y },
      { ...bad, y: bad.y.map((value, i) => (i > 8 ? Number.NaN : value)) },
    ];
  },
  long: () => [
    falling("train_loss", steps(32_768), 6000, 0.12, 0.6),
    falling("val_loss", steps(327, 100), 6000, 0.2, 0.05),
    rising("val_acc", steps(327, 100), 4000, 0.97),
  ],
  negative: () => [{ name: "loss", x: steps(50), y: steps(50).map((step) => -step / 50) }],
};

const clocks = (last: number): Series[] => [
  { name: "\tseconds", x: [1, last / 2, last], y: [0, last * 0.002, last * 0.005] },
  { name: "\tepochs", x: [0, last], y: [0, last / 45] },
];

const group = ({ name }: Series): SeriesSlice["group"] =>
  name.startsWith("\t") ? "clock" : name.includes("loss") ? "loss" : "metric";

const slices = (all: readonly Series[]): SeriesSlice[] =>
  all.map((one) => ({ name: one.name, group: group(one), generation: 0, start: 0, count: one.x.length }));

const buffers = (all: readonly Series[]): DataView[] =>
  all.map(({ x, y }) => new DataView(Float32Array.from([...x, ...y]).buffer));

const EARLIER = ["SGD lr=0.01 momentum=0.9", "Adam lr=0.001", "SGD lr=0.5 momentum=0.9"];

function earlier(number: number): Series[] {
  const x = steps(900);
  const speed = [400, 160, 120][number % 3]!;
  const end = [0.3, 0.09, 0.25][number % 3]!;
  const all = [
    falling("train_loss", x, speed, end, 0.3),
    falling("val_loss", steps(20, 45), speed, end * 1.3, 0.05),
    rising("val_acc", steps(20, 45), speed, 1 - end / 3),
  ];
  return [...all, ...clocks(900)];
}

function summary(number: number): RunSummary {
  const title = EARLIER[number % 3]!;
  const [optimizer = "", lr = ""] = title.split(" ");
  return {
    number,
    title,
    started: 0,
    seconds: 4.5 * (1 + number),
    steps: 900,
    epochs: 20,
    settings: {
      optimizer,
      lr: lr.slice(3),
      ...(optimizer === "SGD" ? { momentum: "0.9" } : { betas: "(0.9, 0.999)" }),
      batch_size: "32",
      parameters: "17290",
    },
    scores: [
      {
        name: "train_loss",
        group: "loss",
        best: 0.1 * (number + 1),
        best_step: 890,
        last: 0.13 * (number + 1),
      },
      {
        name: "val_loss",
        group: "loss",
        best: 0.15 * (number + 1),
        best_step: 890,
        last: 0.16 * (number + 1),
      },
    ],
    parent: null,
    branched_at: null,
  };
}

export function curves(el: HTMLElement, query: URLSearchParams, layers: readonly LayerFlow[]): void {
  const model = new FakeModel({ title: "", language: query.get("lang") ?? "en", snapshot: null });
  const mine = CASES[query.get("case") ?? "three"]!();
  const last = Math.max(...mine.map(({ x }) => x.at(-1)!));
  const all = [...mine, ...clocks(last)];
  const others = Array.from({ length: Number(query.get("others") ?? 0) }, (_, i) => summary(i));
  if (query.has("branch"))
    others.push({
      ...summary(3),
      title: { en: "SGD lr=0.05, left at step 300", zh: "SGD lr=0.05（第 300 步处放弃的分支）" },
      parent: 9,
      branched_at: 300,
    });
  const message: Frame = {
    type: "frame",
    seq: 1,
    state: "running",
    step: last,
    epoch: 1 + Math.floor(last / 45),
    batch: last % 45,
    batches: 45,
    rate: 412,
    controls: { lr: 0.05, momentum: 0.9, beta1: null, weight_decay: 0.0001 },
    layers: layers.slice(0, Number(query.get("layers") ?? 6)),
    layers_step: last,
    series: slices(all),
    graph: perceptron(),
    mode: "live",
    notice: "",
    cards: [],
    news: "",
    speed: null,
    kept: [],
    branches: [],
    grids: [],
    vital: null,
    runs: {
      number: 9,
      title: "SGD lr=0.05 momentum=0.9",
      settings: { optimizer: "SGD", lr: "0.05", momentum: "0.9", batch_size: "32", parameters: "17290" },
      others,
    },
  };
  model.answer = (asked) => {
    if (asked.type !== "overlay") return;
    const { runs, have } = asked as unknown as { runs: number[]; have: number[] };
    for (const run of runs.filter((number) => !have.includes(number))) {
      const kept = earlier(run);
      model.emit("msg:custom", { type: "run", run, series: slices(kept) }, buffers(kept));
    }
  };
  const widget = liveWidget();
  widget.initialize({ model: model as unknown as AnyModel } as never);
  widget.render({ model: model as unknown as AnyModel, el } as never);
  Object.assign(window, { model, lastFrame: { ...message, series: [] } });
  model.emit("msg:custom", message, buffers(all));
}

export function runs(el: HTMLElement, query: URLSearchParams): void {
  const number = Number(query.get("others") ?? 3);
  const state = {
    by: "val_loss",
    runs: Array.from({ length: number }, (_, i) => summary(i)),
    curves: Array.from({ length: number }, (_, run) => ({
      run,
      series: earlier(run).map((one) => ({ ...one, group: group(one) })),
    })),
  };
  const traits = { title: "", language: query.get("lang") ?? "en", asks: false, state };
  runsWidget().render({ model: new FakeModel(traits) as unknown as AnyModel, el } as never);
}
