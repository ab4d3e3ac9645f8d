/** What happens at one moment: in large numbers or small pictures, in a sentence, and why it happens now. */

import { html, svg } from "../dom.ts";
import * as format from "../format.ts";
import type { GraphEdge, Moment, StepEdge, TensorPreview } from "../generated/protocol.ts";
import type { Translate } from "../i18n.ts";
import { heat } from "./heat.ts";
import { brief, isNumber, line, type Story } from "./story.ts";
import { formula } from "./typeset.ts";

const TILE = 84;
/** Of more, the first are shown. */
const MOST = 8;

export function explain(story: Story, k: number, t: Translate): HTMLElement[] {
  const moment = story.state.moments[k]!;
  const parts = [
    html("h4", { class: "al-step-head" }, ...heading(story, moment, t)),
    figure(story, moment, k, t),
    html("p", { class: "al-step-words" }, t.say(moment.words)),
    moment.why ? html("p", { class: "al-step-why" }, t.say(moment.why)) : undefined,
  ];
  return parts.filter((part) => part !== undefined);
}

function heading(story: Story, moment: Moment, t: Translate): (HTMLElement | string)[] {
  const half = moment.kind === "inputs" || moment.kind === "compute" ? "forward" : "backward";
  const tag = html("span", { class: `al-step-tag al-step-tag-${half}` }, t(`step.${half}`));
  if (moment.kind === "inputs") return [tag, t("step.start")];
  if (moment.kind === "seed") return [tag, t("step.seed")];
  if (moment.kind === "write") return [tag, t("step.write")];
  const ops = moment.nodes.filter((node) => story.state.graph.nodes[node]!.kind !== "output");
  if (moment.scope) {
    const kind = story.state.graph.modules[moment.scope] ?? "";
    return [tag, html("strong", {}, moment.scope), html("span", { class: "al-step-doc" }, kind)];
  }
  const name = t.say(story.state.nodes[ops[0]!]!.called);
  if (moment.kind === "arrive") return [tag, t("step.arrived", { name })];
  const { words } = story.state.graph.nodes[ops[0]!]!;
  return [tag, html("strong", {}, name), html("span", { class: "al-step-doc" }, t.say(words))];
}

function figure(story: Story, moment: Moment, k: number, t: Translate): HTMLElement | undefined {
  const { nodes, graph } = story.state;
  const ops = moment.nodes.filter((node) => graph.nodes[node]!.kind !== "output");
  const called = (node: number): string => t.say(nodes[node]!.called);
  const row = (...parts: (HTMLElement | string | undefined)[]): HTMLElement =>
    html("div", { class: "al-step-row" }, ...parts);
  switch (moment.kind) {
    case "inputs": {
      const list = moment.nodes.filter((node) => nodes[node]!.value);
      return row(
        ...list.slice(0, MOST).map((node) => tile(nodes[node]!.value!, called(node), t)),
        list.length > MOST
          ? html("span", { class: "al-soft" }, t("step.more", { count: list.length - MOST }))
          : undefined,
      );
    }
    case "compute": {
      if (moment.scope) return row(...results(story, ops, t));
      const op = ops[0]!;
      const { equation, inputs, value } = nodes[op]!;
      const law = graph.nodes[op]!.formula ? formula(graph.nodes[op]!.formula) : undefined;
      if (equation) return row(big(equation), law);
      const sources = [...new Set(inputs.map((edge) => graph.edges[edge]!.source))];
      const given = sources.filter((source) => nodes[source]!.value);
      return row(
        ...given.slice(0, MOST).map((source) => tile(nodes[source]!.value!, called(source), t)),
        html("span", { class: "al-step-by" }, t.say(graph.nodes[op]!.label), " →"),
        value ? tile(value, t("step.result"), t) : undefined,
        law,
      );
    }
    case "seed": {
      const output = moment.nodes[0]!;
      const { grad } = nodes[output]!;
      const name = called(output);
      if (!grad) return undefined;
      return isNumber(grad)
        ? row(big(`∂${name} / ∂${name} = ${grad.text}`))
        : row(tile(grad, `${name}.grad`, t));
    }
    case "rule":
      if (moment.scope) return row(...gradients(story, ops, t));
      return rule(story, ops[0]!, k, t);
    case "arrive": {
      const { grad } = nodes[ops[0]!]!;
      if (!grad) return undefined;
      return isNumber(grad)
        ? row(
            big(`${line(story.gathered(ops[0]!, k))}`),
            html("span", { class: "al-soft" }, `→ ${called(ops[0]!)}.grad`),
          )
        : row(...sum(story, ops[0]!, k, t), html("span", { class: "al-soft" }, `→ ${called(ops[0]!)}.grad`));
    }
    case "write":
      if (moment.nodes.length === 0) return undefined;
      return table(
        [t("step.before"), "", t("step.added"), "", t("step.after")],
        moment.nodes.map((node) => {
          const { before, grad, after } = nodes[node]!;
          const shown = (one: TensorPreview | null): string => (one ? brief(one) : "None");
          return [
            html("code", {}, `${called(node)}.grad`),
            shown(before),
            "+",
            grad ? brief(grad) : "",
            "=",
            after ? brief(after) : "",
          ];
        }),
      );
  }
}

/** `upstream × local = downstream` for each input; then the sums that this fills. */
function rule(story: Story, op: number, k: number, t: Translate): HTMLElement {
  const { nodes, graph, edges } = story.state;
  const called = (node: number): string => t.say(nodes[node]!.called);
  const flowing = nodes[op]!.inputs.filter((edge) => edges[edge]!.downstream);
  const { grad } = nodes[op]!;
  const rows = flowing.map((edge) => {
    const { source, formula: law } = graph.edges[edge]!;
    const sent = edges[edge]!;
    return [
      html("span", { class: "al-step-chip" }, t("step.to", { name: called(source) })),
      amount(grad),
      sent.local ? "×" : "",
      sent.local ? amount(sent.local) : html("span", {}, law ? formula(law) : t("step.by.rule")),
      sent.local ? "=" : "→",
      html("span", { class: "al-step-down" }, amount(sent.downstream)),
      html("span", { class: "al-step-law" }, law && sent.local ? formula(law) : undefined, example(sent, t)),
    ];
  });
  const heads = [t("step.upstream"), "", t("step.local"), "", t("step.downstream"), ""];
  const sources = [...new Set(flowing.map((edge) => graph.edges[edge]!.source))];
  const sums = sources.filter((source) => nodes[source]!.parts > 1 && nodes[source]!.summed);
  return html(
    "div",
    {},
    table(heads, rows),
    ...sums.map((source) =>
      html(
        "div",
        { class: "al-step-sum", "data-testid": "step-sum" },
        html("span", { class: "al-soft" }, t("step.sum", { name: called(source) })),
        html("code", {}, soFar(story, source, k)),
      ),
    ),
  );
}

/** A sum of numbers with its terms; of many numbers, the sum alone, once it is complete. */
function soFar(story: Story, node: number, k: number): string {
  const gathered = story.gathered(node, k);
  const { grad } = story.state.nodes[node]!;
  return (gathered.state === "full" && !gathered.terms && grad?.text) || line(gathered);
}

/** Of a product of many numbers, one written out. */
function example({ equation, place }: StepEdge, t: Translate): HTMLElement | undefined {
  if (!equation || place.length === 0) return undefined;
  return html(
    "span",
    { class: "al-step-one" },
    t("step.one", { place: `[${place.join(", ")}]` }),
    " ",
    html("code", {}, equation),
  );
}

/** The gradients that came to a leaf, as pictures, and their sum. */
function sum(story: Story, leaf: number, k: number, t: Translate): HTMLElement[] {
  const { edges, nodes } = story.state;
  const come = story.arrived(leaf, k);
  const total = tile(nodes[leaf]!.grad!, "", t);
  if (come.length < 2 || come.length > 4) return [total];
  const parts = come.flatMap((edge, i) => [
    ...(i > 0 ? [sign("+")] : []),
    tile(edges[edge]!.downstream!, "", t),
  ]);
  return [...parts, sign("="), total];
}

/** What leaves a group of ops, forwards. */
function results(story: Story, ops: readonly number[], t: Translate): HTMLElement[] {
  const inside = new Set(ops);
  const { graph, nodes } = story.state;
  const leaves = (node: number): boolean =>
    !graph.edges.some(({ source, target }) => source === node && inside.has(target)) &&
    nodes[node]!.value !== null;
  return ops
    .filter(leaves)
    .slice(0, MOST)
    .map((node) => tile(nodes[node]!.value!, t.say(nodes[node]!.called), t));
}

/** What leaves it on the way back: to parameters inside, and to the boxes before it. */
function gradients(story: Story, ops: readonly number[], t: Translate): HTMLElement[] {
  const inside = new Set(ops.filter((node) => story.state.graph.nodes[node]!.kind === "op"));
  const { graph, nodes, edges } = story.state;
  const out = graph.edges.flatMap((edge: GraphEdge, i) =>
    inside.has(edge.target) && !inside.has(edge.source) && edges[i]!.downstream ? [i] : [],
  );
  return out
    .slice(0, MOST)
    .map((i) =>
      tile(edges[i]!.downstream!, t("step.to", { name: t.say(nodes[graph.edges[i]!.source]!.called) }), t),
    );
}

function table(heads: readonly string[], rows: readonly (readonly (HTMLElement | string)[])[]): HTMLElement {
  const cell = (tag: "th" | "td", content: HTMLElement | string): HTMLElement => html(tag, {}, content);
  const more = rows.length - MOST;
  return html(
    "table",
    { class: "al-step-table" },
    html("thead", {}, html("tr", {}, html("td"), ...heads.map((head) => cell(head ? "th" : "td", head)))),
    html(
      "tbody",
      {},
      ...rows.slice(0, MOST).map((row) => html("tr", {}, ...row.map((content) => cell("td", content)))),
    ),
    more > 0 ? html("tfoot", {}, html("tr", {}, html("td", { colspan: 6 }, `+ ${more}`))) : undefined,
  );
}

/** A number as it is, many as a picture. */
function amount(shown: TensorPreview | null): HTMLElement {
  if (!shown) return html("span");
  return isNumber(shown) ? html("code", {}, shown.text) : tile(shown, "", undefined);
}

function tile(shown: TensorPreview, name: string, t: Translate | undefined): HTMLElement {
  if (isNumber(shown)) {
    const same = name === shown.text;
    return html(
      "span",
      { class: "al-step-tile" },
      html("code", {}, same || !t ? shown.text : `${name} = ${shown.text}`),
    );
  }
  const [width, height] = [TILE, 46];
  const picture = svg("svg", { width, height, "aria-hidden": "true" });
  if (shown.rows) picture.append(heat(shown, width, height, 14));
  const many = `${format.shape(shown.shape)}  ‖·‖ ${format.number(Number(shown.norm))}`;
  return html(
    "span",
    { class: "al-step-tile" },
    name ? html("code", {}, name) : undefined,
    picture,
    html("span", { class: "al-soft" }, shown.text || many),
  );
}

function big(equation: string): HTMLElement {
  return html("code", { class: "al-step-equation", "data-testid": "step-equation" }, equation);
}

function sign(text: string): HTMLElement {
  return html("span", { class: "al-step-by" }, text);
}
