/**
 * The views with sample data and no kernel, for working on their looks: `npm run dev`, then open the address
 * with ?lang=zh, ?theme=dark, ?view=graph, ?view=step or ?state=paused as wished.
 */

import type { AnyModel } from "@anywidget/types";
import graphWidget from "../src/entries/graph.ts";
import liveWidget from "../src/entries/live.ts";
import stepWidget from "../src/entries/step.ts";
import type { Frame, LayerFlow } from "../src/generated/protocol.ts";
import { curves, runs } from "./curves.ts";
import { FakeModel } from "./model.ts";
import { chain, pack, perceptron } from "./samples.ts";
import { stepped } from "./steps.ts";

const query = new URLSearchParams(location.search);
const ask = (name: string, otherwise: string): string => query.get(name) ?? otherwise;

const layers = (wobble: number): LayerFlow[] =>
  ["net.0.weight", "net.0.bias", "net.2.weight", "net.2.bias", "net.4.weight", "net.4.bias"].map(
    (name, i) => {
      const grad = (0.9 * 0.35 ** (2 - Math.floor(i / 2)) * (i % 2 ? 0.25 : 1) + 0.002) * wobble;
      const sick = query.get("sick");
      return {
        name,
        grad_norm: sick && i === 0 ? 3e-9 : sick && i === 4 ? "NaN" : grad,
        weight_norm: 4,
        update_ratio: sick && i === 2 ? 0.4 : grad * 0.008,
        shape: i % 2 ? [64] : [64, 64],
        trainable: true,
      };
    },
  );

function live(el: HTMLElement): void {
  const model = new FakeModel({ title: "", language: ask("lang", "en"), snapshot: null });
  let seq = 0;
  let step = 0;
  let state = ask("state", "running") as Frame["state"];
  const adam = query.has("adam");
  const controls = {
    lr: 0.05,
    momentum: adam ? null : 0.9,
    beta1: adam ? 0.9 : null,
    weight_decay: 0.0001 as number | null,
  };
  let speed: number | null = query.has("speed") ? Number(ask("speed", "5")) : null;
  let news = ask("news", "");
  const kept = (): number[] => [0, 0.5, 0.7, 0.82, 0.9, 0.95, 0.98].map((part) => Math.round(part * step));
  const frame = (steps: number): void => {
    const start = step;
    const ys: number[] = [];
    for (let i = 0; i < steps; i++)
      ys.push(
        0.12 + 2.2 * Math.exp(-(start + i) / 220) * (1 + 0.35 * (Math.random() - 0.5)) + 0.05 * Math.random(),
      );
    step += steps;
    const xs = ys.map((_, i) => start + i);
    const epochs = xs.filter((x) => x % 45 === 44);
    const validation = epochs.map((x) => 0.19 + 2.1 * Math.exp(-x / 240));
    const accuracy = epochs.map((x) => 0.97 - 0.85 * Math.exp(-x / 150));
    const before = Math.floor((start + 0) / 45);
    const series = [
      { name: "train", group: "loss" as const, generation: 0, start, count: steps },
      { name: "validation", group: "loss" as const, generation: 0, start: before, count: epochs.length },
      {
        name: "validation accuracy",
        group: "metric" as const,
        generation: 0,
        start: before,
        count: epochs.length,
      },
    ].slice(0, query.has("metric") ? 3 : 2);
    const wobble = 0.85 + 0.3 * Math.random();
    const message: Frame = {
      type: "frame",
      seq: seq++,
      state,
      step,
      epoch: 1 + Math.floor(step / 45),
      batch: step % 45,
      batches: 45,
      rate: 412,
      controls,
      layers: layers(wobble),
      layers_step: step,
      series,
      graph: perceptron((depth) => 0.8 * 0.3 ** depth * wobble),
      mode: ask("mode", "live") as Frame["mode"],
      notice: ask("notice", ""),
      cards: [],
      news,
      speed,
      kept: kept(),
      branches: query.has("branch") ? [Math.round(0.6 * step)] : [],
      grids: [],
      vital: null,
      runs: null,
    };
    const buffers = [
      [...xs, ...ys],
      [...epochs, ...validation],
      [...epochs, ...accuracy],
    ].map((p) => new DataView(Float32Array.from(p).buffer));
    model.emit("msg:custom", message, buffers);
  };
  model.answer = (message) => {
    if (message.type === "control") {
      const { action } = message as unknown as { action: string };
      if (action === "pause") state = "paused";
      if (action === "resume") state = "running";
      if (action === "stop") state = "stopped";
      frame(action === "step" ? 1 : 0);
    }
    if (message.type === "speed") {
      speed = (message as unknown as { speed: number | null }).speed;
      frame(0);
    }
    if (message.type === "rewind") {
      news = `Back at step ${(message as unknown as { step: number }).step}.`;
      frame(0);
    }
    if (message.type === "set") {
      const { name, value } = message as unknown as { name: "lr"; value: number };
      controls[name] = value;
      setTimeout(() => frame(0), 100);
    }
  };
  const widget = liveWidget();
  const props = { model: model as unknown as AnyModel, el, signal: new AbortController().signal } as never;
  widget.initialize(props);
  const close = widget.render(props);
  Object.assign(window, { model, close });
  if (query.has("saved")) {
    const x = Array.from({ length: 200 }, (_, i) => i * 5);
    const series = [
      { name: "train", group: "loss" as const, x, y: x.map((step) => 0.1 + 2 * Math.exp(-step / 200)) },
    ];
    model.set("snapshot", {
      state: "running",
      step: 995,
      epoch: 22,
      controls,
      layers: layers(1),
      series,
      graph: perceptron(),
      cards: [],
      branches: [],
    });
    return;
  }
  if (query.has("empty")) return;
  frame(Number(ask("steps", "900")));
  if (query.has("moving")) setInterval(() => state === "running" && frame(8), 50);
}

function graph(el: HTMLElement): void {
  const seen = perceptron(query.has("before") ? () => null : undefined);
  const large = chain(
    Array.from({ length: Number(ask("modules", "0")) }, (_, i) => `net.block${Math.floor(i / 4)}.${i % 4}`),
    4,
  );
  const edges = seen.edges.map((edge, i) => ({
    ...edge,
    grad_norm: query.has("sick") ? ([0, "NaN", null] as const)[i % 3]! : edge.grad_norm,
  }));
  const model = new FakeModel({
    title: "",
    language: ask("lang", "en"),
    asks: false,
    state: pack(query.has("modules") ? large : { ...seen, edges }),
  });
  graphWidget().render({ model: model as unknown as AnyModel, el } as never);
}

function step(el: HTMLElement): void {
  const model = new FakeModel({ title: "", language: ask("lang", "en"), asks: false, state: stepped() });
  stepWidget().render({ model: model as unknown as AnyModel, el } as never);
}

document.body.dataset.jpThemeLight = String(ask("theme", "light") === "light");
const el = document.body.appendChild(document.createElement("div"));
el.style.maxWidth = `${ask("width", "1200")}px`;
if (ask("view", "live") === "graph") graph(el);
else if (ask("view", "live") === "runs") runs(el, query);
else if (ask("view", "live") === "curves") curves(el, query, layers(1));
else if (ask("view", "live") === "step") step(el);
else live(el);
