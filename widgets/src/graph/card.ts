/** The card that explains one node: what it computes, what its gradient rule says, where it stands in the code. */

import { html, math } from "../dom.ts";
import * as format from "../format.ts";
import type { Translate } from "../i18n.ts";
import { icon } from "../icons.ts";
import { type MathNode, parseLatex } from "../latex.ts";
import { gradientWords } from "./drawing.ts";
import type { Modules } from "./modules.ts";

export function fillCard(
  card: HTMLElement,
  modules: Modules,
  index: number,
  t: Translate,
  close: () => void,
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
  if (node.formula) parts.push(html("h4", {}, t("card.formula")), formula(node.formula));
  const incoming = modules.edges.filter(
    ({ target, edge }) => target === index && edge.carries_grad && edge.formula,
  );
  if (incoming.length > 0) {
    parts.push(html("h4", {}, t("card.rules")));
    for (const { edge } of incoming) {
      const size = edge.grad_norm === null ? undefined : `‖·‖ = ${format.number(Number(edge.grad_norm))}`;
      const line = html("div", { class: "al-formula-line" }, formula(edge.formula), size);
      line.title = gradientWords(edge, t);
      parts.push(line);
    }
  }
  parts.push(facts(modules, index, t));
  card.replaceChildren(...parts.filter((part) => part !== undefined));
  card.setAttribute("aria-label", t.say(node.title));
}

function facts(modules: Modules, index: number, t: Translate): HTMLElement {
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
  if (node.value) row(t("card.value"), html("pre", {}, node.value));
  if (node.grad_norm !== null) row(t("card.grad"), format.number(Number(node.grad_norm)));
  if (node.code)
    row(
      node.line === null ? t("card.code") : t("card.line", { line: node.line }),
      html("pre", {}, node.code),
    );
  return list;
}

/** A formula as the browser typesets it; its source where we do not understand it. */
function formula(latex: string): HTMLElement {
  const tree = parseLatex(latex);
  return html("div", { class: "al-formula" }, tree ? typeset(tree) : html("code", {}, latex));
}

function typeset({ tag, text, attributes = {}, children = [] }: MathNode): Element {
  return math(tag, attributes, ...(text === undefined ? [] : [text]), ...children.map(typeset));
}
