/** The SVG parts of a graph: one function per kind of thing, nothing here remembers anything. */

import { setText, svg } from "../dom.ts";
import * as format from "../format.ts";
import type { GraphEdge, GraphNode } from "../generated/protocol.ts";
import type { Translate } from "../i18n.ts";
import type { Modules } from "./modules.ts";
import { type Decades, type Strength, strength, strokeWidth, together } from "./scale.ts";
import { boxTitle, type Card, cardText, curve, type Frame, type Wire } from "./scene.ts";

export function drawCard(card: Card, modules: Modules, t: Translate): SVGGElement {
  const { width, height, node: index, box } = card;
  const node = index === undefined ? undefined : modules.nodes[index]!;
  const kind = node?.kind ?? "folded";
  const group = svg("g", {
    class: `al-node al-node-${kind}`,
    transform: `translate(${card.x} ${card.y})`,
    role: "button",
    tabindex: -1,
    "data-key": card.key,
    "data-testid": "graph-node",
  });
  if (!node) {
    // The cards behind show that there is more inside.
    for (const offset of [6, 3]) group.append(face(width, height, 10, offset));
  }
  group.append(face(width, height, RADIUS[kind] ?? 10, 0, kind === "more"));
  const text = node
    ? cardText(node, t)
    : { label: boxTitle(box!, modules).path, detail: t("graph.folded", { nodes: box!.size }) };
  const middle = height / 2;
  const label = svg(
    "text",
    { class: "al-node-label", x: width / 2, y: text.detail ? middle - 2 : middle + 5 },
    text.label,
  );
  group.append(label);
  if (text.detail)
    group.append(svg("text", { class: "al-node-detail", x: width / 2, y: middle + 13 }, text.detail));
  group.append(svg("title", {}, node ? t.say(node.title) : boxTitle(box!, modules).className || box!.path));
  const words = node
    ? [t.say(node.title), text.detail, t.say(node.words)]
    : [box!.path, text.detail, t("graph.expand")];
  group.setAttribute("aria-label", words.filter(Boolean).join(", "));
  return group;
}

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
  const { path, className } = boxTitle(frame.box, modules);
  return svg(
    "g",
    { class: "al-frame", transform: `translate(${frame.x} ${frame.y})` },
    svg("rect", { width: frame.width, height: frame.height, rx: 12 }),
    svg(
      "g",
      {
        class: "al-frame-title",
        role: "button",
        tabindex: -1,
        "data-key": frame.box.key,
        "data-testid": "graph-module",
        "aria-label": `${path} ${className}, ${t("graph.collapse")}`,
      },
      svg("rect", { width: frame.width, height: 24, rx: 12 }),
      svg("text", { x: 12, y: 16 }, `⌄ ${path}`, svg("tspan", { dx: 8, "font-weight": 400 }, className)),
      svg("title", {}, t("graph.collapse")),
    ),
  );
}

export function drawWire(wire: Wire): SVGGElement {
  const middle = wire.points[Math.floor((wire.points.length - 1) / 2)]!;
  const next = wire.points[Math.floor((wire.points.length - 1) / 2) + 1] ?? middle;
  const badge = svg(
    "g",
    {
      class: "al-badge",
      transform: `translate(${(middle.x + next.x) / 2} ${(middle.y + next.y) / 2})`,
      display: "none",
    },
    svg("circle", { r: 8 }),
    svg("text", { y: 3 }),
  );
  const [from, to] = [wire.points[0]!, wire.points[1]!];
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
  paint(group, look);
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
export function paint(group: SVGGElement, look: Strength): void {
  const upper = look.kind === "size" && look.level > 0.5;
  const name = `al-wire al-wire-${look.kind}${upper ? " al-upper" : ""}`;
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
