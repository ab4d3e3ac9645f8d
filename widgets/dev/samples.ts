/** Sample graphs and runs, for the tests and for looking at the views without a kernel. */

import type {
  GraphEdge,
  GraphNode,
  GraphSnapshot,
  PackedGraph,
  Real,
  Text,
} from "../src/generated/protocol.ts";

export function node(
  id: number,
  kind: GraphNode["kind"],
  label: Text,
  more: Partial<GraphNode> = {},
): GraphNode {
  return {
    id,
    kind,
    label,
    title: label,
    name: "",
    shape: [],
    dtype: "float32",
    device: "cpu",
    scope: "",
    line: null,
    code: "",
    formula: "",
    words: "",
    params: {},
    value: "",
    grad_norm: null,
    parameter: false,
    change: "",
    place: [],
    ...more,
  };
}

/** A three-layer perceptron with its loss, as the lesson trains it. */
export function perceptron(
  grad: (depth: number) => Real | null = (depth) => 0.8 * 0.3 ** depth,
): GraphSnapshot {
  const nodes: GraphNode[] = [];
  const edges: GraphEdge[] = [];
  const add = (kind: GraphNode["kind"], label: string, more: Partial<GraphNode>): number =>
    nodes.push(node(nodes.length, kind, label, more)) - 1;
  const join = (source: number, target: number, input: string, formula: string, size: Real | null): void => {
    edges.push({
      source,
      target,
      input,
      formula,
      grad_norm: size,
      carries_grad: nodes[source]!.kind !== "constant",
      change: "",
    });
  };

  let x = add("constant", "x", { title: "x", shape: [64, 64], value: "[[0.00, 0.31, …]]" });
  const widths = [64, 128, 64, 10];
  for (let i = 0; i < 3; i++) {
    const depth = 3 - i;
    const scope = `net.${2 * i}`;
    const [n, m] = [widths[i]!, widths[i + 1]!];
    const weight = add("leaf", "weight", {
      title: `${scope}.weight`,
      parameter: true,
      shape: [m, n],
      scope,
      value: "[[0.12, −0.08, …]]",
      grad_norm: grad(depth),
    });
    const bias = add("leaf", "bias", {
      title: `${scope}.bias`,
      parameter: true,
      shape: [m],
      scope,
      value: "[0.02, …]",
      grad_norm: grad(depth),
    });
    const t = add("op", "ᵀ", {
      title: "TBackward0",
      shape: [n, m],
      scope,
      formula: String.raw`y_{ij} = x_{ji}`,
      words: "Swap the two axes.",
      line: 4,
      code: "scores = net(images)",
      grad_norm: grad(depth),
    });
    const product = add("op", "@", {
      title: "MmBackward0",
      shape: [64, m],
      scope,
      formula: String.raw`y = a\, b`,
      words: "Multiply two matrices: rows times columns.",
      line: 4,
      code: "scores = net(images)",
      value: "[[0.41, −1.20, …]]",
      grad_norm: grad(depth),
    });
    const sum = add("op", "+", {
      title: "AddBackward0",
      shape: [64, m],
      scope,
      formula: "y = a + b",
      words: "Add element by element.",
      line: 4,
      code: "scores = net(images)",
      value: "[[0.43, −1.11, …]]",
      grad_norm: grad(depth - 0.3),
    });
    join(weight, t, "x", String.raw`\bar x_{ij} = \bar y_{ji}`, grad(depth));
    join(x, product, "a", String.raw`\bar a = \bar y\, b^{\mathsf T}`, i === 0 ? null : grad(depth + 0.5));
    join(t, product, "b", String.raw`\bar b = a^{\mathsf T}\, \bar y`, grad(depth));
    join(product, sum, "a", String.raw`\bar a = \bar y`, grad(depth - 0.2));
    join(bias, sum, "b", String.raw`\bar b = \textstyle\sum_n \bar y_n`, grad(depth + 0.8));
    x = sum;
    if (i === 2) break;
    const relu = add("op", "relu", {
      title: "ReluBackward0",
      shape: [64, m],
      scope: `net.${2 * i + 1}`,
      formula: String.raw`y = \max(0, x)`,
      words: "Keep what is positive, replace the rest by zero.",
      line: 4,
      code: "scores = net(images)",
      grad_norm: grad(depth - 0.6),
    });
    join(x, relu, "x", String.raw`\bar x = \bar y \odot [y > 0]`, grad(depth - 0.5));
    x = relu;
  }
  const target = add("constant", "t", {
    title: "target",
    shape: [64],
    dtype: "int64",
    value: "[3, 8, 1, …]",
  });
  const loss = add("output", "loss", {
    title: "CrossEntropyBackward0",
    formula: String.raw`y = -\frac{1}{n} \textstyle\sum_n \ln p_{n, t_n}`,
    words: "How surprised the model is by the right answers.",
    line: 5,
    code: "loss = nn.functional.cross_entropy(scores, labels)",
    value: "0.4137",
    grad_norm: grad(0),
  });
  join(x, loss, "x", String.raw`\bar x = \frac{1}{n} (p - t)\, \bar y`, grad(0.2));
  join(target, loss, "t", "", null);
  const modules = {
    net: "Sequential",
    "net.0": "Linear",
    "net.1": "ReLU",
    "net.2": "Linear",
    "net.3": "ReLU",
    "net.4": "Linear",
  };
  return { nodes, edges, modules, step: 1240, hidden: 0, changes: "" };
}

export function edge(source: number, target: number, more: Partial<GraphEdge> = {}): GraphEdge {
  return { source, target, input: "a", formula: "", grad_norm: 1, carries_grad: true, change: "", ...more };
}

/** As it travels; nothing is shared here. */
export function pack(snapshot: GraphSnapshot): PackedGraph {
  const { nodes, edges, modules, step, hidden, changes } = snapshot;
  return {
    alike: nodes,
    kinds: nodes.map((_, i) => i),
    texts: nodes.map(({ label }) => label),
    labels: nodes.map((_, i) => i),
    names: Object.fromEntries(nodes.map(({ id, name }) => [id, name])),
    values: Object.fromEntries(nodes.map(({ id, value }) => [id, value])),
    places: nodes.map(({ place }) => place),
    grad_norms: nodes.map(({ grad_norm }) => grad_norm),
    joints: edges,
    joint: edges.map((_, i) => i),
    sources: edges.map(({ source }) => source),
    targets: edges.map(({ target }) => target),
    flows: edges.map(({ grad_norm }) => grad_norm),
    modules,
    step,
    hidden,
    changes,
  };
}

/** x -> op -> op -> ..., one op (or `length` ops) per scope, all using one shared weight. */
export function chain(scopes: readonly string[], length = 2): GraphSnapshot {
  const nodes = [node(0, "leaf", "weight", { shape: [8, 8] }), node(1, "constant", "x", { shape: [8] })];
  const edges: GraphEdge[] = [];
  for (const scope of scopes) {
    for (let i = 0; i < length; i++) {
      const id = nodes.length;
      nodes.push(node(id, "op", i % 2 ? "+" : "×", { shape: [8], scope }));
      edges.push(edge(id - 1, id));
      if (i === 0) edges.push(edge(0, id, { input: "b", grad_norm: 0.1 }));
    }
  }
  return { nodes, edges, modules: {}, step: null, hidden: 0, changes: "" };
}
