/** What is written on cards and boxes. */

import { dtype, shape } from "../format.ts";
import type { GraphNode } from "../generated/protocol.ts";
import type { Translate } from "../i18n.ts";
import { type Box, members } from "./boxes.ts";
import { isNumber, type Modules } from "./modules.ts";

const LONGEST_LABEL = 22;
const LONGEST_PATH = 40;
/** Signs of a stack that has no name. */
const FEW_SIGNS = 4;
export const TITLE_SIZE = 11;

export function cardText(node: GraphNode, t: Translate): { label: string; detail: string } {
  // Inside the box of its module, a parameter needs its own name only.
  const prefix = `${node.scope}.`;
  const full = t.say(node.label);
  const own = full.startsWith(prefix) ? full.slice(prefix.length) : full;
  const label = short(own, LONGEST_LABEL);
  if (node.kind === "more") return { label, detail: "" };
  const name = node.kind === "op" ? short(node.name, LONGEST_LABEL) : "";
  // float32 on the CPU is what everything is until somebody decides otherwise; only the exceptions are worth the space.
  const type = isNumber(node) || node.dtype.endsWith("float32") ? "" : dtype(node.dtype);
  const device = node.device === "cpu" ? "" : node.device;
  if (node.shape.length === 0 && node.value && node.value !== label) {
    const value = name ? `${name} = ${node.value}` : node.value;
    return { label, detail: [value, device].filter(Boolean).join("  ") };
  }
  return { label, detail: [name, shape(node.shape), type, device].filter(Boolean).join("  ") };
}

export interface Title {
  readonly path: string;
  /** The class of the module, or how often it is repeated. */
  readonly note: string;
}

/** Over an open box. */
export function boxTitle(box: Box, modules: Modules, t: Translate): Title {
  if (box.kind === "turn") return { path: t("graph.turn", { n: box.path }), note: "" };
  if (box.kind === "part") return { path: partName(box, modules, t), note: "" };
  const className = modules.classes[kindPath(box)] ?? "";
  const note = className === box.path ? "" : short(className, LONGEST_PATH);
  if (box.kind === "module") return { path: short(box.path, LONGEST_PATH), note };
  return { path: stackName(box, modules, t), note: [note, times(box)].filter(Boolean).join(" ") };
}

/** On the card of a folded box; `count` is how many lie on a stack. */
export function foldedText(
  box: Box,
  modules: Modules,
  t: Translate,
): Title & Record<"label" | "detail" | "count", string> {
  const title = boxTitle(box, modules, t);
  const nodes = t("graph.folded", { nodes: box.size });
  const note = box.kind === "stack" ? (modules.classes[kindPath(box)] ?? "") : title.note;
  const symbols = box.kind === "turn" || box.kind === "part" ? signs(box, modules, t) : "";
  const detail = [short(note, LONGEST_LABEL) || symbols, nodes].filter(Boolean).join(" · ");
  return { ...title, label: title.path, detail, count: box.kind === "stack" ? times(box) : "" };
}

/** How many blocks lie on a stack, in parts or not. */
export function blocks(box: Box): Box[] {
  return box.items.flatMap((item) =>
    typeof item === "number" ? [] : item.kind === "part" ? blocks(item) : [item],
  );
}

function times(box: Box): string {
  return `×${blocks(box).length}`;
}

/** The path whose class says what a box is. */
function kindPath(box: Box): string {
  const first = box.kind === "stack" ? blocks(box)[0] : undefined;
  return first?.kind === "module" ? first.path : box.path;
}

/** "blocks.0 … 11" where the blocks differ in a number, their path where they are calls of one module. */
function stackName(box: Box, modules: Modules, t: Translate): string {
  const all = blocks(box);
  const first = leader(all[0]!);
  const last = leader(all.at(-1)!);
  if (!first) return short(signs(all[0]!, modules, t), LONGEST_PATH);
  if (first === last) return short(first, LONGEST_PATH);
  const common = first.slice(0, first.lastIndexOf(".") + 1);
  return short(`${first} … ${last.startsWith(common) ? last.slice(common.length) : last}`, LONGEST_PATH);
}

/** The path of a block, or of the first module in a turn. */
function leader(block: Box): string {
  if (block.kind === "module") return block.path;
  const first = block.items.find((item) => typeof item !== "number");
  return first ? leader(first as Box) : "";
}

function partName(box: Box, modules: Modules, t: Translate): string {
  const inside = members(box);
  const [from, to] = [inside[0]! + 1, inside.at(-1)! + 1];
  const sources = inside.every((node) => ["leaf", "constant"].includes(modules.nodes[node]!.kind));
  return sources ? t("graph.sources", { n: inside.length }) : t("graph.part", { from, to });
}

/** The ops inside, each once. */
function signs(box: Box, modules: Modules, t: Translate): string {
  const all = new Set<string>();
  for (const node of members(box)) {
    const { kind, label } = modules.nodes[node]!;
    if (kind === "op") all.add(t.say(label));
    if (all.size > FEW_SIGNS) break;
  }
  const few = [...all].slice(0, FEW_SIGNS).join(" ");
  return all.size > FEW_SIGNS ? `${few} …` : few;
}

export function short(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}
