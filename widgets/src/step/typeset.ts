/** A formula as the browser typesets it; its source where we do not understand it. */

import { html, math } from "../dom.ts";
import { type MathNode, parseLatex } from "../latex.ts";

export function formula(latex: string): HTMLElement {
  const tree = parseLatex(latex);
  return html("span", { class: "al-formula" }, tree ? typeset(tree) : html("code", {}, latex));
}

function typeset({ tag, text, attributes = {}, children = [] }: MathNode): Element {
  return math(tag, attributes, ...(text === undefined ? [] : [text]), ...children.map(typeset));
}
