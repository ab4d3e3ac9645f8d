/** The boxes of the stepper: the op or the name, below it the value, below that the gradient as it gathers. */

import { setText, svg } from "../dom.ts";
import * as format from "../format.ts";
import type { Modules } from "../graph/modules.ts";
import type { Card } from "../graph/scene.ts";
import { cardText, foldedText } from "../graph/text.ts";
import type { Translate } from "../i18n.ts";
import { heat, outline } from "./heat.ts";
import { type Gathered, isNumber, line, type Story } from "./story.ts";

const TITLE = 25;
const LINE = 21;
const PICTURE = 34;
const CAPTION = 15;
const SIDE = 10;
const THUMB = 50;
const LONGEST = 26;

/** What stands in a box; `pictures` is false where there are too many boxes for them. */
interface Content {
  /** What the learner calls the result of an op, if anything. */
  readonly name: string;
  readonly label: string;
  readonly below: string;
  readonly value: string;
  readonly grad: boolean;
  /** The gradient is a sum: its terms stand on a line of their own. */
  readonly terms: boolean;
  readonly pictures: boolean;
}

function content(story: Story, index: number, t: Translate, pictures: boolean): Content {
  const node = story.state.graph.nodes[index]!;
  const { value, grad, called, number } = story.state.nodes[index]!;
  const shown = value ?? grad;
  const name = node.kind === "op" ? node.name : "";
  const label =
    node.kind === "op" || node.kind === "leaf" || node.kind === "more"
      ? cardText(node, t).label
      : t.say(called);
  const single = !shown || isNumber(shown);
  return {
    name: name ? `${short(name)} = ` : "",
    label: short(label),
    below: single ? "" : format.shape(node.shape),
    value: value && isNumber(value) && value.text !== label ? value.text : "",
    grad: number > 0 || node.kind === "output",
    terms: story.everGathered(index).some(({ terms }) => terms !== ""),
    pictures: pictures && !single,
  };
}

export function measure(
  story: Story,
  index: number,
  t: Translate,
  pictures: boolean,
): { width: number; height: number } {
  const { name, label, below, value, grad, terms, pictures: drawn } = content(story, index, t, pictures);
  const ever = story.everGathered(index);
  const widest = (texts: string[], size: number): number =>
    Math.max(...texts.map((text) => format.textWidth(text, size)));
  const word = format.textWidth(t("step.grad"), 10) + 10;
  const widths = [
    format.textWidth(name + label, 14) + 54,
    format.textWidth(below, 10.5) + 24,
    format.textWidth(value, 12.5) + 2 * SIDE,
    grad
      ? word +
        widest(
          ever.map((one) => result(one)),
          12,
        ) +
        2 * SIDE
      : 0,
    terms
      ? widest(
          ever.map((one) => one.terms),
          11.5,
        ) +
        2 * SIDE
      : 0,
    drawn ? (grad ? 2 * THUMB + 8 : THUMB) + 2 * SIDE : 0,
  ];
  const height =
    TITLE +
    (below ? CAPTION : 0) +
    (value ? LINE : 0) +
    (drawn ? PICTURE + 8 : 0) +
    (grad ? LINE + 3 : 4) +
    (terms ? CAPTION : 0);
  return { width: Math.ceil(Math.max(64, ...widths)), height };
}

export function drawBox(card: Card, story: Story, t: Translate, pictures: boolean): SVGGElement {
  const index = card.node!;
  const node = story.state.graph.nodes[index]!;
  const { number, value, grad } = story.state.nodes[index]!;
  const {
    name,
    label,
    below,
    value: text,
    grad: gathers,
    terms,
    pictures: drawn,
  } = content(story, index, t, pictures);
  const { width, height } = card;
  const group = svg("g", {
    class: `al-node al-step-box al-node-${node.kind}`,
    transform: `translate(${card.x} ${card.y})`,
    role: "button",
    tabindex: -1,
    "data-key": card.key,
    "data-testid": "step-node",
  });
  const radius = node.kind === "leaf" ? 14 : node.kind === "constant" ? 2 : 9;
  group.append(
    svg("rect", {
      class: "al-step-ring",
      x: -4,
      y: -4,
      width: width + 8,
      height: height + 8,
      rx: radius + 4,
    }),
  );
  group.append(svg("rect", { class: "al-face", width, height, rx: radius }));
  let y = TITLE;
  group.append(
    svg(
      "text",
      { class: "al-node-label", x: width / 2, y: 17.5 },
      svg("tspan", { class: "al-step-name" }, name),
      label,
    ),
  );
  if (below) {
    group.append(svg("text", { class: "al-node-detail", x: width / 2, y: y + 7 }, below));
    y += CAPTION;
  }
  if (text) {
    group.append(svg("text", { class: "al-step-value", x: width / 2, y: y + 12 }, text));
    y += LINE;
  }
  if (drawn) {
    const each = gathers ? (width - 2 * SIDE - 8) / 2 : width - 2 * SIDE;
    const picture = (shown: typeof value, x: number, name: string): void => {
      const place = svg("g", { class: name, transform: `translate(${x} ${y})` });
      if (shown?.rows) {
        place.append(heat(shown, each, PICTURE));
        // Before the gradient is there, its place is.
        if (name === "al-step-flown") group.append(outline(shown, each, PICTURE, x, y));
      }
      group.append(place);
    };
    picture(value, SIDE, "al-step-seen");
    if (gathers) picture(grad, SIDE + each + 8, "al-step-flown");
    y += PICTURE + 8;
  }
  if (gathers) {
    group.append(
      svg("path", { class: "al-step-strip", d: strip(width, y, height, radius) }),
      svg("text", { class: "al-step-word", x: SIDE, y: height - 7.5 }, t("step.grad")),
      svg("text", { class: "al-step-grad", x: width - SIDE, y: height - 7 }),
    );
    if (terms) group.append(svg("text", { class: "al-step-terms", x: width - SIDE, y: height - LINE - 1 }));
  }
  if (number > 0) {
    group.append(
      svg(
        "text",
        { class: "al-step-number", x: width - 7, y: 12 },
        String(number),
        svg("title", {}, t("step.number", { number })),
      ),
    );
  }
  if (story.state.nodes[index]!.keeps.length > 0)
    group.append(
      svg(
        "path",
        { class: "al-step-held", d: "M9 -1h8v13l-4 -3.4l-4 3.4z" },
        svg("title", {}, t("step.keeps")),
      ),
    );
  group.append(svg("title", {}, t.say(node.title)));
  return group;
}

/** The bottom of a box, with its round corners. */
function strip(width: number, y: number, height: number, r: number): string {
  return `M0.6 ${y}H${width - 0.6}V${height - r}Q${width - 0.6} ${height - 0.6} ${width - r} ${height - 0.6}H${r}Q0.6 ${height - 0.6} 0.6 ${height - r}Z`;
}

/** A box at moment `k`. */
export function paintBox(group: SVGGElement, index: number, story: Story, k: number, t: Translate): void {
  const phase = story.phase(index, k);
  const node = story.state.graph.nodes[index]!;
  group.dataset.phase = phase;
  group.dataset.half = story.isForward(k) ? "forward" : "backward";
  group.classList.toggle("al-step-holding", story.holds(index, k));
  const words = [t.say(story.state.nodes[index]!.called)];
  const { value } = story.state.nodes[index]!;
  if (value && phase !== "waiting") words.push(`${t("step.value")} ${brief(value.text, node.shape)}`);
  const grad = group.querySelector(".al-step-grad");
  if (grad) {
    const gathered = story.gathered(index, k);
    group.dataset.gathered = gathered.state;
    setText(grad, result(gathered));
    const terms = group.querySelector(".al-step-terms");
    if (terms) setText(terms, gathered.terms);
    if (gathered.state !== "none") words.push(`${t("step.grad")} ${line(gathered)}`);
  }
  words.push(t(`step.phase.${phase}`));
  group.setAttribute("aria-label", words.join(", "));
}

function result({ terms, text }: Gathered): string {
  return terms && text ? `= ${text}` : text;
}

function brief(text: string, shape: readonly number[]): string {
  return text || format.shape(shape);
}

/** A folded module: now while one of its nodes is. */
export function drawFolded(card: Card, modules: Modules, t: Translate): SVGGElement {
  const box = card.box!;
  const { width, height } = card;
  const group = svg("g", {
    class: "al-node al-step-box al-node-folded",
    transform: `translate(${card.x} ${card.y})`,
    role: "button",
    tabindex: -1,
    "data-key": card.key,
    "data-testid": "step-folded",
  });
  const { label, detail } = foldedText(box, modules, t);
  for (const offset of [6, 3, 0])
    group.append(svg("rect", { class: "al-face", x: offset, y: -offset, width, height, rx: 10 }));
  group.append(
    svg("rect", { class: "al-step-ring", x: -4, y: -4, width: width + 8, height: height + 8, rx: 14 }),
    svg("text", { class: "al-node-label", x: width / 2, y: height / 2 - 2 }, label),
    svg("text", { class: "al-node-detail", x: width / 2, y: height / 2 + 13 }, detail),
    svg("title", {}, t("graph.expand")),
  );
  group.setAttribute("aria-label", [label, detail, t("graph.expand")].join(", "));
  return group;
}

export function paintFolded(group: SVGGElement, inside: readonly number[], story: Story, k: number): void {
  const phases = new Set(inside.map((node) => story.phase(node, k)));
  const found = (["now", "queued", "done", "idle", "passed", "waiting"] as const).find((phase) =>
    phases.has(phase),
  );
  group.dataset.phase = phases.has("waiting") && found === "done" ? "waiting" : (found ?? "done");
  group.dataset.half = story.isForward(k) ? "forward" : "backward";
}

function short(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}
