/** The SVG parts of a graph: one function per kind of thing, nothing here remembers anything. */

import { setText, svg } from "../dom.ts";
import * as format from "../format.ts";
import type { GraphEdge, GraphNode } from "../generated/protocol.ts";
import type { Translate } from "../i18n.ts";
import type { Point } from "../layout.ts";
import { members } from "./boxes.ts";
import type { Modules } from "./modules.ts";
import { type Decades, type Strength, strength, strokeWidth, together } from "./scale.ts";
import { behind, type Card, curve, type Frame, type Wire } from "./scene.ts";
import { boxTitle, cardText, foldedText } from "./text.ts";

export function drawCard(card: Card, modules: Modules, t: Translate): SVGGElement {
  const { width, height, node: index, box } = card;
  const node = index === undefined ? undefined : modules.nodes[index]!;
  const kind = node?.kind ?? "folded";
  const change = changeOf(card, modules);
  const group = svg("g", {
    class: `al-node al-node-${kind}${change ? ` al-${change}` : ""}`,
    transform: `translate(${card.x} ${card.y})`,
    role: "button",
    tabindex: -1,
    "data-key": card.key,
    "data-testid": "graph-node",
  });
  if (!node) {
    // The cards behind show that there is more inside.
    for (let offset = behind(box!); offset > 0; offset -= 3) group.append(face(width, height, 10, offset));
  }
  group.append(face(width, height, RADIUS[kind] ?? 10, 0, kind === "more" || change === "gone"));
  const text = node ? { ...cardText(node, t), count: "" } : foldedText(box!, modules, t);
  const middle = height / 2;
  const room = text.count ? 14 + format.textWidth(text.count, 11) : 0;
  const label = svg(
    "text",
    { class: "al-node-label", x: (width - room) / 2, y: text.detail ? middle - 2 : middle + 5 },
    text.label,
  );
  group.append(label);
  if (text.count)
    group.append(svg("text", { class: "al-node-count", x: width - 12, y: middle - 2 }, text.count));
  if (text.detail)
    group.append(svg("text", { class: "al-node-detail", x: width / 2, y: middle + 13 }, text.detail));
  if (change) group.append(mark(width, change));
  const title = node ? t.say(node.title) : "note" in text ? text.note || box!.path : "";
  group.append(svg("title", {}, change ? `${title} (${t(`change.${change}`)})` : title));
  const words = node
    ? [t.say(node.title), text.detail, t.say(node.words)]
    : [text.label, text.count, text.detail, t("graph.expand")];
  if (change) words.unshift(t(`change.${change}`));
  group.setAttribute("aria-label", words.filter(Boolean).join(", "));
  return group;
}

/** What is different from the graph it is compared with; of a folded box, whatever is different inside. */
export function changeOf(
  { node, box }: Pick<Card, "node" | "box">,
  { nodes, compared }: Modules,
): GraphNode["change"] {
  if (!compared) return "";
  if (node !== undefined) return nodes[node]!.change;
  const inside = new Set(members(box!).map((one) => nodes[one]!.change));
  inside.delete("");
  if (inside.size === 0) return "";
  return inside.size === 1 && members(box!).every((one) => nodes[one]!.change) ? [...inside][0]! : "changed";
}

/** A sign beside the colour, for those who do not see it. */
export const MARKS = { new: "+", gone: "−", changed: "≠", "": "" } as const;

function mark(width: number, change: GraphNode["change"]): SVGGElement {
  return svg(
    "g",
    { class: "al-change", transform: `translate(${width} 0)` },
    svg("circle", { r: 8 }),
    svg("text", { y: 4 }, MARKS[change]),
  );
}

/** What a number on a wire takes. */
const ROOM = 34;

const RADIUS: Readonly<Record<string, number>> = { op: 10, leaf: 23, constant: 2, output: 10, more: 23 };

function face(width: number, height: number, radius: number, offset: number, dashed = false): SVGRectElement {
  const dash = dashed ? "4 4" : undefined;
  return svg("rect", {
    class: "al-face",
    x: offset,
    y: -offset,
    width,
    height,
    rx: radius,
    "stroke-dasharray": dash,
  });
}

export function drawFrame(frame: Frame, modules: Modules, t: Translate): SVGGElement {
  const { path, note } = boxTitle(frame.box, modules, t);
  return svg(
    "g",
    {
      class: `al-frame al-frame-${frame.box.kind}`,
      transform: `translate(${frame.x} ${frame.y})`,
      "data-frame": frame.box.key,
    },
    svg("rect", { width: frame.width, height: frame.height, rx: 12 }),
    svg(
      "g",
      {
        class: "al-frame-title",
        role: "button",
        tabindex: -1,
        "data-key": frame.box.key,
        "data-testid": "graph-module",
        "aria-label": `${path} ${note}, ${t("graph.collapse")}`,
      },
      svg("rect", { width: frame.width, height: 24, rx: 12 }),
      svg("text", { x: 12, y: 16 }, `⌄ ${path}`, svg("tspan", { dx: 8, "font-weight": 400 }, note)),
      svg("title", {}, t("graph.collapse")),
    ),
  );
}

export function drawWire(wire: Wire): SVGGElement {
  const [from, to] = roomy(wire.points);
  const badge = svg(
    "g",
    {
      class: "al-badge",
      transform: `translate(${(from.x + to.x) / 2} ${(from.y + to.y) / 2})`,
      display: "none",
    },
    svg("circle", { r: 8 }),
    svg("text", { y: 3 }),
  );
  const number = svg("text", { class: "al-wire-number", x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 - 6 });
  return svg(
    "g",
    { "data-testid": "graph-edge" },
    svg("path", { d: curve(wire.points) }),
    badge,
    number,
    svg("title"),
  );
}

/** Near the start, if there is room to write; else where there is most of it. */
function roomy(points: readonly Point[]): [Point, Point] {
  let best = 1;
  const length = (i: number): number => points[i]!.x - points[i - 1]!.x;
  for (let i = 2; i < points.length && length(best) < ROOM; i++) if (length(i) > length(best)) best = i;
  return [points[best - 1]!, points[best] ?? points[best - 1]!];
}

/** The value of a scalar changes with every step. */
export function refreshCard(group: SVGGElement, node: GraphNode, t: Translate): void {
  const detail = group.querySelector(".al-node-detail");
  if (detail) setText(detail, cardText(node, t).detail);
}

/** Give a drawn wire the look of its gradient; called for every step, so it touches only what changed. */
export function paintWire(
  group: SVGGElement,
  edges: readonly GraphEdge[],
  scale: Decades,
  numbers: boolean,
  t: Translate,
): void {
  const edge = together(edges);
  const look = strength(edge, scale);
  paint(group, look, edges.every((one) => one.change === edge.change) ? edge.change : "");
  const badge = group.querySelector(".al-badge")!;
  const special = look.kind === "zero" || look.kind === "nan";
  badge.setAttribute("display", special ? "inline" : "none");
  badge.classList.toggle("al-badge-nan", look.kind === "nan");
  setText(badge.querySelector("text")!, look.kind === "nan" ? "!" : "0");
  const number = numbers && look.kind === "size" ? format.number(Number(edge.grad_norm)) : "";
  setText(group.querySelector(".al-wire-number")!, number);
  setText(group.querySelector("title")!, gradientWords(edge, t));
}

/** Also used by the legend, so that it cannot say anything else than the picture. */
export function paint(group: SVGGElement, look: Strength, change: GraphEdge["change"] = ""): void {
  const upper = look.kind === "size" && look.level > 0.5;
  const name = `al-wire al-wire-${look.kind}${upper ? " al-upper" : ""}${change ? ` al-${change}` : ""}`;
  if (group.getAttribute("class") !== name) group.setAttribute("class", name);
  const path = group.querySelector("path")!;
  path.style.strokeWidth = look.kind === "size" ? `${strokeWidth(look.level).toFixed(1)}px` : "";
  if (look.kind === "size") {
    const mix = (upper ? look.level - 0.5 : look.level) * 200;
    path.style.setProperty("--mix", `${mix.toFixed(0)}%`);
  }
}

export function gradientWords(edge: Pick<GraphEdge, "grad_norm" | "carries_grad">, t: Translate): string {
  if (!edge.carries_grad) return t("legend.never");
  if (edge.grad_norm === null) return `${t("card.grad")}: ${t("legend.none")}`;
  return `${t("card.grad")}: ${format.number(Number(edge.grad_norm))}`;
}
