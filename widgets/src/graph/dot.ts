/** A graph in the language of Graphviz, modules as clusters. */

import * as format from "../format.ts";
import type { GraphNode } from "../generated/protocol.ts";
import type { Translate } from "../i18n.ts";
import type { Box } from "./boxes.ts";
import type { Modules } from "./modules.ts";
import { boxTitle, cardText } from "./text.ts";

const SHAPES: Readonly<Record<GraphNode["kind"], string>> = {
  op: "box",
  leaf: "ellipse",
  constant: "box",
  output: "box",
  more: "plaintext",
};

export function dot(modules: Modules, t: Translate): string {
  const lines = ["digraph {", '  rankdir=LR; node [fontname="sans-serif"]; edge [fontname="sans-serif"];'];
  let clusters = 0;
  const write = (box: Box, indent: string): void => {
    for (const item of box.items) {
      if (typeof item === "number") {
        const node = modules.nodes[item]!;
        const { label, detail } = cardText(node, t);
        const style = node.kind === "op" || node.kind === "constant" ? ' style="rounded"' : "";
        lines.push(
          `${indent}n${item} [label=${quoted([label, detail])} shape=${SHAPES[node.kind]}${style}];`,
        );
        continue;
      }
      const { path, note } = boxTitle(item, modules, t);
      lines.push(
        `${indent}subgraph cluster_${clusters++} {`,
        `${indent}  label=${quoted([`${path} ${note}`])};`,
      );
      write(item, `${indent}  `);
      lines.push(`${indent}}`);
    }
  };
  write(modules.root, "  ");
  for (const { edge, source, target } of modules.edges) {
    const size = edge.grad_norm === null ? "" : ` label=${quoted([format.number(Number(edge.grad_norm))])}`;
    lines.push(`  n${source} -> n${target} [style=${edge.carries_grad ? "solid" : "dashed"}${size}];`);
  }
  return `${lines.join("\n")}\n}\n`;
}

/** Text in quotes; what has a meaning there is escaped, and so is nothing else. */
function quoted(lines: readonly string[]): string {
  const safe = lines.filter(Boolean).map((line) => line.replace(/[\\"]/g, "\\$&").replace(/\s+/g, " "));
  return `"${safe.join("\\n")}"`;
}
