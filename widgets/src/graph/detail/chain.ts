/** The chain rule for one element in real numbers: upstream × local = downstream, line by line, and their sum. */

import { html } from "../../dom.ts";
import * as format from "../../format.ts";
import type { Element as ElementNumbers, Real, Share } from "../../generated/protocol.ts";
import type { Translate } from "../../i18n.ts";
import { indexText } from "./cells.ts";

export function chain(element: ElementNumbers, start: boolean, t: Translate): HTMLElement[] {
  const parts: HTMLElement[] = [];
  const at = element.index.length > 0 ? indexText(element.index) : t("chain.it");
  if (start) parts.push(html("p", { class: "al-note" }, t("chain.start")));
  else if (element.uses.length > 0) {
    parts.push(html("h4", {}, t("chain.comes", { at })));
    parts.push(
      ...element.uses.map((share, i) =>
        sum(share, t("chain.from", { op: share.op, input: share.input }), i === 0, t),
      ),
    );
    if (element.all_uses > 1) parts.push(total(element, t));
  }
  if (element.passes.length > 0) {
    parts.push(html("h4", {}, t("chain.goes", { at })));
    parts.push(
      ...element.passes.map((share, i) => {
        const where = share.index.length > 0 ? ` ${indexText(share.index)}` : "";
        return sum(share, t("chain.to", { input: `${share.input}${where}` }), i === 0, t);
      }),
    );
  }
  return parts;
}

/** What one op makes of the gradients at its outputs; the first table of several has the titles of the columns. */
function sum(share: Share, title: string, first: boolean, t: Translate): HTMLElement {
  const body = html("tbody");
  const rest = share.count - share.terms.length;
  for (const term of share.terms) {
    const name = term.index.length > 0 ? indexText(term.index) : "";
    body.append(
      html(
        "tr",
        {},
        html("th", { scope: "row" }, name),
        cell(term.upstream),
        html("td", { class: "al-operator" }, "×"),
        cell(term.local),
        html("td", { class: "al-operator" }, "="),
        cell(term.product),
      ),
    );
  }
  if (rest > 0) body.append(line(t("chain.rest", { count: format.count(rest) }), share.rest));
  if (share.terms.length === 0) body.append(line(share.count === 0 ? t("chain.total") : "", share.total));
  else if (share.terms.length > 1 || rest > 0) body.append(line(t("chain.sum"), share.total, "al-sum"));
  const sign = (): HTMLElement => html("td", { class: "al-operator" });
  const column = (name: string): HTMLElement => html("th", { scope: "col" }, name);
  const head = html(
    "tr",
    {},
    column(""),
    column(t("chain.upstream")),
    sign(),
    column(t("chain.local")),
    sign(),
    column(t("chain.downstream")),
  );
  return html(
    "table",
    { class: "al-chain", "data-testid": "chain" },
    html("caption", {}, title),
    html("thead", { class: first && share.terms.length > 0 ? undefined : "al-unseen" }, head),
    body,
  );
}

/** A value that is used several times gets the sum. */
function total({ uses, all_uses, gradient }: ElementNumbers, t: Translate): HTMLElement {
  const parts = uses.map((share) => format.number(Number(share.total)));
  if (all_uses > uses.length) parts.push("…");
  const shown = parts.join(" + ").replaceAll("+ −", "− ");
  return html(
    "p",
    { class: "al-accumulated", "data-testid": "accumulated" },
    html("span", {}, t("chain.accumulated", { count: all_uses })),
    html("strong", {}, `${shown} = ${format.number(Number(gradient))}`),
  );
}

function line(name: string, value: Real, kind = "al-rest"): HTMLElement {
  return html("tr", { class: kind }, html("th", { scope: "row", colspan: 5 }, name), cell(value));
}

function cell(value: Real): HTMLElement {
  return html(
    "td",
    { class: Number.isFinite(Number(value)) ? undefined : "al-bad" },
    format.number(Number(value)),
  );
}
