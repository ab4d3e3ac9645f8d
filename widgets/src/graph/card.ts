/** The card that explains one node: what it computes, what its gradient rule says, where it stands in the code. */

import { html, math } from "../dom.ts";
import * as format from "../format.ts";
import type { GraphEdge } from "../generated/protocol.ts";
import type { Translate } from "../i18n.ts";
import { icon } from "../icons.ts";
import { type MathNode, parseLatex } from "../latex.ts";
import { gradientWords } from "./drawing.ts";
import type { Modules } from "./modules.ts";

/** What a view that can tell numbers adds to the card. */
export interface CardParts {
  show(modules: Modules, index: number, t: Translate): { numbers: HTMLElement; code: HTMLElement };
  close(): void;
  destroy(): void;
}

export function fillCard(
  card: HTMLElement,
  modules: Modules,
  index: number,
  t: Translate,
  close: () => void,
  details?: CardParts,
): void {
  const node = modules.nodes[index]!;
  const button = html("button", { type: "button", "aria-label": t("card.close") }, icon("close"));
  button.addEventListener("click", close);
  const parts: (HTMLElement | undefined)[] = [
    html(
      "div",
      { class: "al-card-head" },
      html("strong", {}, t.say(node.label)),
      html("span", {}, t.say(node.title)),
      button,
    ),
    node.words ? html("p", {}, t.say(node.words)) : undefined,
  ];
  if (node.formula) parts.push(html("h4", {}, t("card.formula")), ...formula(node.formula));
  parts.push(...rules(modules, index, t));
  const more = details?.show(modules, index, t);
  parts.push(more?.numbers, facts(modules, index, t, more !== undefined), more?.code);
  card.replaceChildren(...parts.filter((part) => part !== undefined));
  card.setAttribute("aria-label", t.say(node.title));
}

/** The rule of each input, and the size of what it passed on; inputs that share a rule share a line. */
function rules(modules: Modules, index: number, t: Translate): HTMLElement[] {
  const lines = new Map<string, GraphEdge[]>();
  for (const { target, edge } of modules.edges) {
    if (target !== index || !edge.carries_grad || !edge.formula) continue;
    lines.set(edge.formula, [...(lines.get(edge.formula) ?? []), edge]);
  }
  const parts = [...lines].map(([latex, edges]) => {
    const several = edges.length > 1;
    const sizes = edges
      .filter((edge) => edge.grad_norm !== null)
      .map((edge) => `‖${several ? `${edge.input}\u0304` : "·"}‖ = ${format.number(Number(edge.grad_norm))}`);
    const line = html("div", { class: "al-formula-line" }, html("div", {}, ...formula(latex)));
    if (sizes.length > 0) line.append(html("span", {}, sizes.join("  ")));
    line.title = edges.map((edge) => gradientWords(edge, t)).join("\n");
    return line;
  });
  return parts.length > 0 ? [html("h4", {}, t("card.rules")), ...parts] : [];
}

function facts(modules: Modules, index: number, t: Translate, numbers: boolean): HTMLElement {
  const node = modules.nodes[index]!;
  const list = html("dl");
  const row = (name: string, value: string | HTMLElement): void => {
    if (value !== "") list.append(html("dt", {}, name), html("dd", {}, value));
  };
  if (node.kind !== "more") row(t("card.shape"), format.shape(node.shape) || t("card.scalar"));
  if (node.name !== node.label) row(t("card.name"), node.name);
  row(t("card.dtype"), node.dtype);
  row(t("card.device"), node.device);
  const className = modules.classes[node.scope];
  row(t("card.scope"), className && node.scope ? `${node.scope} (${className})` : node.scope);
  for (const [name, value] of Object.entries(node.params)) row(name, value);
  if (node.value && !numbers) row(t("card.value"), html("pre", {}, node.value));
  if (node.grad_norm !== null) row(t("card.grad"), format.number(Number(node.grad_norm)));
  if (node.code)
    row(
      node.line === null ? t("card.code") : t("card.line", { line: node.line }),
      html("pre", {}, node.code),
    );
  return list;
}

/** Formulas as the browser typesets them, one a line; the source where we do not understand one. */
function formula(latex: string): HTMLElement[] {
  return latex.split(/,\\[;:]|,?\s*\\quad/).map((part) => {
    const tree = parseLatex(part);
    return html("div", { class: "al-formula" }, tree ? typeset(tree) : html("code", {}, part));
  });
}

function typeset({ tag, text, attributes = {}, children = [] }: MathNode): Element {
  return math(tag, attributes, ...(text === undefined ? [] : [text]), ...children.map(typeset));
}
