/** A graph as it travels, and as it is drawn. */

import type { GraphEdge, GraphNode, GraphSnapshot, PackedGraph } from "../generated/protocol.ts";

export function unpack(packed: PackedGraph): GraphSnapshot {
  const { alike, texts, names, values, joints } = packed;
  const nodes = packed.kinds.map(
    (kind, id): GraphNode => ({
      ...alike[kind]!,
      id,
      label: texts[packed.labels[id]!]!,
      name: names[id] ?? "",
      value: values[id] ?? "",
      grad_norm: packed.grad_norms[id]!,
      place: packed.places[id]!,
    }),
  );
  const edges = packed.joint.map(
    (joint, i): GraphEdge => ({
      ...joints[joint]!,
      source: packed.sources[i]!,
      target: packed.targets[i]!,
      grad_norm: packed.flows[i]!,
    }),
  );
  const { modules, step, hidden, changes } = packed;
  return { nodes, edges, modules, step, hidden, changes };
}
