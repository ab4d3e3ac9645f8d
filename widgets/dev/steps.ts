/** `a * b + a` for a = 2 and b = -3, as the kernel sends it to the stepper: a is used twice, b has a .grad already. */

import type { Moment, StepEdge, StepNode, StepState, TensorPreview } from "../src/generated/protocol.ts";
import { node } from "./samples.ts";

export const one = (value: number): TensorPreview => ({
  text: `${value.toFixed(1)}`.replace("-", "−"),
  shape: [],
  norm: Math.abs(value),
  rows: 0,
  columns: 0,
  cells: [],
});

const box = (number: number, called: string, value: number, more: Partial<StepNode> = {}): StepNode => ({
  number,
  called,
  value: one(value),
  equation: "",
  inputs: [],
  keeps: [],
  grad: null,
  parts: 0,
  summed: true,
  before: null,
  after: null,
  ...more,
});

const arrow = (local: number | null, downstream: number, equation = ""): StepEdge => ({
  local: local === null ? null : one(local),
  downstream: one(downstream),
  equation,
  place: [],
});

const moment = (
  kind: Moment["kind"],
  nodes: number[],
  words: string,
  more: Partial<Moment> = {},
): Moment => ({
  kind,
  nodes,
  words: { en: words, zh: `（${words}）` },
  why: "",
  queue: [],
  scope: "",
  ...more,
});

export function stepped(name = "a"): StepState {
  const edge = (source: number, target: number, input: string, formula: string) => ({
    source,
    target,
    input,
    formula,
    grad_norm: 1,
    carries_grad: true,
    change: "" as const,
  });
  return {
    graph: {
      nodes: [
        node(0, "leaf", name, { name, value: "2" }),
        node(1, "leaf", "b", { name: "b", value: "-3" }),
        node(2, "op", "×", { title: "MulBackward0", formula: String.raw`y = a \odot b`, words: "Multiply." }),
        node(3, "op", "+", { title: "AddBackward0", formula: "y = a + b", words: "Add." }),
        node(4, "output", "y", { name: "y", value: "-4" }),
      ],
      edges: [
        edge(0, 2, "a", String.raw`\bar a = \bar y \odot b`),
        edge(1, 2, "b", String.raw`\bar b = \bar y \odot a`),
        edge(0, 3, "b", String.raw`\bar b = \bar y`),
        edge(2, 3, "a", String.raw`\bar a = \bar y`),
        edge(3, 4, "", ""),
      ],
      modules: {},
      step: null,
      hidden: 0,
      changes: "",
    },
    nodes: [
      box(2, name, 2, { grad: one(-2), parts: 2, after: one(-2) }),
      box(1, "b", -3, { grad: one(2), parts: 1, before: one(0.5), after: one(2.5) }),
      box(3, "×₃", -6, {
        equation: "2.0 × (−3.0) = −6.0",
        inputs: [0, 1],
        keeps: [
          { node: 0, name: "a", bytes: 4 },
          { node: 1, name: "b", bytes: 4 },
        ],
        grad: one(1),
        parts: 1,
      }),
      box(4, "+₄", -4, { equation: "−6.0 + 2.0 = −4.0", inputs: [3, 2], grad: one(1), parts: 1 }),
      box(0, "y", -4, { grad: one(1), parts: 1 }),
    ],
    edges: [
      arrow(-3, -3, "1.0 × (−3.0) = −3.0"),
      arrow(2, 2, "1.0 × 2.0 = 2.0"),
      arrow(1, 1, "1.0 × 1.0 = 1.0"),
      arrow(1, 1, "1.0 × 1.0 = 1.0"),
      arrow(null, 1),
    ],
    moments: [
      moment("inputs", [0, 1], "given"),
      moment("compute", [2], "product"),
      moment("compute", [3, 4], "sum"),
      moment("seed", [4], "start", { queue: [3] }),
      moment("rule", [3], "sum back", { queue: [2, 0] }),
      moment("rule", [2], "product back", { queue: [0, 1] }),
      moment("arrive", [0], "a complete", { queue: [1] }),
      moment("arrive", [1], "b complete"),
      moment("write", [0, 1], "written"),
    ],
    turn: 3,
    notes: [],
  };
}
