/** Every layer at the newest step: its gradient as a bar, how far it moved as a dot; or its inactive units as a bar. */

import { html, setText, svg } from "../dom.ts";
import * as format from "../format.ts";
import type { ActivationFlow, FindingLevel, LayerFlow } from "../generated/protocol.ts";
import type { Decades } from "../graph/scale.ts";
import type { Translate } from "../i18n.ts";
import { NOTHING } from "./grid.ts";
import { cell, RATIO } from "./measure.ts";
import { type Row, together } from "./rows.ts";

/** What findings say about a layer: the worst of them, in a word. */
export interface Remark {
  readonly level: FindingLevel;
  /** Short, as it stands beside a name; and in full. */
  readonly words: string;
  readonly title: string;
}

interface Line {
  readonly element: HTMLElement;
  readonly bar: HTMLElement;
  readonly size: HTMLElement;
  readonly dot: HTMLElement;
  readonly ratio: HTMLElement;
  readonly words: HTMLElement;
}

export class Bars {
  readonly element = html("div", { class: "al-flow-list", role: "list" });
  #lines: Line[] = [];
  #key = "";

  /** `toggle` opens and closes a block. */
  arrange(rows: readonly Row[], units: boolean, toggle: (row: Row) => void): void {
    const key = `${units}\n${rows.map(({ key, block }) => `${key}${block ?? ""}`).join("\n")}`;
    if (key === this.#key) return;
    this.#key = key;
    this.#lines = rows.map((row) => makeLine(row, units, toggle));
    this.element.replaceChildren(...this.#lines.map(({ element }) => element));
    this.element.style.maxHeight = `${rows.length * 52}px`;
  }

  gradients(
    rows: readonly Row[],
    layers: ReadonlyMap<string, LayerFlow>,
    scale: Decades,
    remark: (names: readonly string[]) => Remark | undefined,
  ): void {
    rows.forEach((row, i) => {
      const line = this.#lines[i]!;
      const members = row.names.map((name) => layers.get(name)).filter((layer) => layer !== undefined);
      const gradient = together(
        members.map(({ grad_norm }) => numberOf(grad_norm)),
        NOTHING,
      );
      const ratio = together(
        members.map(({ update_ratio }) => numberOf(update_ratio)),
        NOTHING,
      );
      const level = cell(gradient, "gradient", scale);
      // The smallest bar that is still a bar: a gradient of any size is not nothing.
      const length = typeof level === "number" ? Math.max(0.015, level) : 0;
      this.#bar(line, length, typeof level === "number" ? level : 0, gradient);
      const place = cell(ratio, "ratio", RATIO);
      line.dot.hidden = typeof place !== "number";
      line.dot.style.left = `${(typeof place === "number" ? place : 0) * 100}%`;
      setText(line.ratio, ratio === NOTHING ? "–" : format.number(ratio, 2));
      this.#remark(line, remark(row.names));
    });
  }

  units(
    rows: readonly Row[],
    flows: ReadonlyMap<string, ActivationFlow>,
    t: Translate,
    remark: (names: readonly string[]) => Remark | undefined,
  ): void {
    rows.forEach((row, i) => {
      const line = this.#lines[i]!;
      const members = row.names.map((name) => flows.get(name)).filter((flow) => flow !== undefined);
      const share = together(
        members.map(({ inactive }) => numberOf(inactive)),
        NOTHING,
      );
      const length = Math.max(0, Math.min(1, Number.isFinite(share) ? share : 0));
      this.#bar(line, length, length, NOTHING);
      setText(line.size, share === NOTHING ? "–" : Number.isNaN(share) ? "NaN" : percent(share));
      const ends = members[0]?.ends || "dead";
      setText(line.ratio, t(share === NOTHING ? "flow.inactive.soon" : `flow.inactive.${ends}`));
      this.#remark(line, remark(row.names));
    });
  }

  /** Make the rows of these layers stand out; gives the first of them. */
  point(rows: readonly Row[], names: ReadonlySet<string>): HTMLElement | undefined {
    let first: HTMLElement | undefined;
    rows.forEach((row, i) => {
      const element = this.#lines[i]?.element;
      const lit = row.names.some((name) => names.has(name));
      element?.classList.toggle("al-lit", lit);
      if (lit) first ??= element;
    });
    return first;
  }

  #bar(line: Line, length: number, level: number, size: number): void {
    line.bar.style.transform = `scaleX(${length})`;
    line.bar.style.setProperty("--mix", `${level * 100}%`);
    setText(line.size, size === NOTHING ? "–" : format.number(size));
  }

  #remark(line: Line, remark: Remark | undefined): void {
    line.element.dataset.level = remark?.level ?? "";
    line.words.hidden = !remark;
    setText(line.words, remark?.words ?? "");
    line.words.title = remark?.title ?? "";
  }
}

export function percent(share: number): string {
  return `${format.number(Math.round(share * 1000) / 10)}%`;
}

function numberOf(value: LayerFlow["grad_norm"]): number {
  return value === null ? NOTHING : Number(value);
}

function makeLine(row: Row, units: boolean, toggle: (row: Row) => void): Line {
  const bar = html("i");
  const dot = html("i");
  const size = html("b", { "data-testid": units ? "layer-inactive" : "layer-gradient" });
  const ratio = html("b");
  const words = html("em", { "data-testid": "layer-words", hidden: true });
  const element = html(
    "div",
    {
      class: `al-flow-row${units ? " al-flow-units" : ""}${row.inside ? " al-flow-inside" : ""}`,
      role: "listitem",
      "data-testid": "layer",
    },
    nameOf(row, toggle, words),
    html("span", { class: "al-flow-bar" }, html("span", {}, bar), size),
    html("span", { class: "al-flow-ratio" }, units ? undefined : html("span", {}, dot), ratio),
  );
  return { element, bar, size, dot, ratio, words };
}

/** The name of a row: a button where it opens, with a mark where something is said about it. */
export function nameOf(row: Row, toggle: (row: Row) => void, words?: HTMLElement): HTMLElement {
  const name = html("bdi", {}, row.label);
  const label = html(
    "span",
    { class: "al-flow-name", title: row.names.length === 1 ? row.names[0] : row.label },
    mark(),
    name,
    row.note ? html("small", {}, row.note) : undefined,
    words,
  );
  if (!row.block) return label;
  const button = html(
    "button",
    { type: "button", class: "al-fold", "aria-expanded": String(row.block === "open") },
    svg("svg", { viewBox: "0 0 16 16", "aria-hidden": "true" }, svg("path", { d: "M6 4l4 4-4 4" })),
  );
  button.append(name, html("small", {}, String(row.names.length)));
  button.addEventListener("click", () => toggle(row));
  label.append(button);
  label.insertBefore(button, words ?? null);
  return label;
}

export function mark(): SVGSVGElement {
  return svg(
    "svg",
    { viewBox: "0 0 16 16", class: "al-mark", "aria-hidden": "true" },
    svg("path", { d: "M8 2.5 14.5 13.5H1.5z" }),
    svg("path", { d: "M8 7v3M8 11.8v.1" }),
  );
}
