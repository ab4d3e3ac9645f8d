/** Finding nodes and modules by what is known of them: name, op, path, shape, line of code. */

import type { GraphNode } from "../generated/protocol.ts";
import type { Translate } from "../i18n.ts";
import { type Box, boxes } from "./boxes.ts";
import type { Modules } from "./modules.ts";
import { boxTitle } from "./text.ts";

export interface Match {
  readonly place: Box | number;
  /** What it is called, and where it stands. */
  readonly label: string;
  readonly where: string;
}

/**
 * Whatever contains all words of the query: what is called so before what merely stands in such a line, modules
 * before nodes, and each in the order of the forward pass.
 */
export function find(modules: Modules, query: string, t: Translate): Match[] {
  const words = query.toLowerCase().replaceAll("×", "x").split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  // "64 x 10", as the cards write it, is one word: a shape.
  const wanted = words
    .join(" ")
    .replace(/(\d) x (?=\d)/g, "$1x")
    .split(" ");
  const fits = (text: string): boolean => {
    const lower = text.toLowerCase();
    return wanted.every((word) => lower.includes(word));
  };
  const found: Match[] = [];
  const mentioned: Match[] = [];
  for (const box of boxes(modules.root)) {
    if (box.kind === "turn" || box.path === "") continue;
    const { path, note } = boxTitle(box, modules, t);
    if (fits(`${box.path} ${path} ${note}`)) found.push({ place: box, label: path, where: note });
  }
  modules.nodes.forEach((node, i) => {
    if (!fits(known(node, modules, t))) return;
    const label = t.say(node.label);
    const where = node.scope || node.name || t.say(node.title);
    (fits(`${label} ${t.say(node.title)} ${node.name}`) ? found : mentioned).push({ place: i, label, where });
  });
  return [...found, ...mentioned];
}

function known(node: GraphNode, { classes }: Modules, t: Translate): string {
  const { shape, title, label, name, scope, code, dtype, device } = node;
  const sizes = [shape.join("x"), shape.join(","), `[${shape.join(", ")}]`].join(" ");
  return [
    t.say(label).replaceAll("×", "x"),
    t.say(title),
    name,
    scope,
    classes[scope] ?? "",
    shape.length ? sizes : "",
    dtype,
    device,
    code,
  ].join(" ");
}
