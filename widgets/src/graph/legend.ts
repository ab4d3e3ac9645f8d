/** What colours, widths and shapes mean. It names only what is on the screen. */

import { html, svg } from "../dom.ts";
import { power } from "../format.ts";
import type { GraphEdge, GraphNode } from "../generated/protocol.ts";
import type { Translate } from "../i18n.ts";
import { MARKS, paint } from "./drawing.ts";
import { type Decades, type Strength, strength } from "./scale.ts";

export class Legend {
  readonly element = html("div", { class: "al-legend" });
  #shown = "";

  update(edges: readonly GraphEdge[], nodes: readonly GraphNode[], scale: Decades, t: Translate): void {
    const kinds = new Set(edges.map((edge) => strength(edge, scale).kind));
    const shapes = new Set(nodes.map((node) => node.kind));
    const leaves = nodes.filter((node) => node.kind === "leaf");
    const parameters = leaves.some((node) => node.parameter);
    const changes = new Set(nodes.map((node) => node.change));
    const key = [
      t("legend.gradient"),
      scale.low,
      scale.high,
      ...[...kinds, ...shapes, ...changes].sort(),
    ].join();
    if (key === this.#shown) return;
    this.#shown = key;
    const parts: HTMLElement[] = [];
    for (const kind of ["leaf", "constant", "output"] as const) {
      const word = kind === "leaf" && parameters ? "parameter" : kind;
      if (shapes.has(kind)) parts.push(html("span", {}, chip(kind), t(`legend.${word}`)));
    }
    for (const change of ["new", "changed", "gone"] as const) {
      if (changes.has(change)) parts.push(html("span", {}, chip("op", change), t(`change.${change}`)));
    }
    for (const kind of ["never", "none", "zero", "nan"] as const) {
      if (kinds.has(kind)) parts.push(html("span", {}, line({ kind }), t(`legend.${kind}`)));
    }
    if (kinds.has("size")) {
      const ramp = html("span", { class: "al-legend-ramp" });
      parts.push(
        html(
          "span",
          {},
          t("legend.gradient"),
          html("span", {}, power(scale.low), " ", ramp, " ", power(scale.high)),
        ),
      );
    }
    this.element.replaceChildren(...parts);
  }
}

function chip(kind: GraphNode["kind"], change: GraphNode["change"] = ""): SVGSVGElement {
  const radius = kind === "leaf" ? 5.5 : kind === "constant" ? 1 : 3;
  return svg(
    "svg",
    { width: 20, height: 12, "aria-hidden": "true" },
    svg(
      "g",
      { class: `al-node-${kind} al-node${change ? ` al-${change}` : ""}` },
      svg("rect", { class: "al-face", x: 1, y: 0.5, width: 18, height: 11, rx: radius }),
      change ? svg("text", { class: "al-chip-mark", x: 10, y: 9.5 }, MARKS[change]) : undefined,
    ),
  );
}

function line(look: Strength): SVGSVGElement {
  const group = svg("g", {}, svg("path", { d: "M1,6H27" }));
  paint(group, look);
  if (look.kind === "zero" || look.kind === "nan") {
    group.append(
      svg(
        "g",
        { class: `al-badge${look.kind === "nan" ? " al-badge-nan" : ""}`, transform: "translate(14 6)" },
        svg("circle", { r: 6 }),
        svg("text", { y: 3 }, look.kind === "nan" ? "!" : "0"),
      ),
    );
  }
  return svg("svg", { width: 28, height: 12, "aria-hidden": "true" }, group);
}
