/** How shapes are stretched to fit each other, one step after another. */

import { html, setText } from "../dom.ts";
import * as format from "../format.ts";
import type { Broadcasting, Operand } from "../generated/protocol.ts";
import type { Translate } from "../i18n.ts";
import { icon } from "../icons.ts";
import type { View } from "../inline.ts";

/** Of a grid that is drawn cell by cell: rows, columns, and layers of the third dimension. */
const MOST = [8, 12, 4] as const;

type Step = "align" | "ones" | "stretch" | "result" | "clash";

export class BroadcastView implements View<Broadcasting> {
  readonly element = html("section", { class: "al-broadcast" });
  readonly bar = html("div", { class: "al-bar" });
  readonly #title = html("h3", { class: "al-title" });
  readonly #count = html("span", { class: "al-soft", "data-testid": "broadcast-count" });
  readonly #previous = html("button", { type: "button", "data-testid": "broadcast-previous" }, icon("first"));
  readonly #next = html("button", { type: "button", "data-testid": "broadcast-next" }, icon("step"));
  readonly #words = html("p", { class: "al-broadcast-words", role: "status" });
  readonly #sizes = html("div", { class: "al-broadcast-sizes" });
  readonly #grids = html("div", { class: "al-broadcast-grids" });
  #state: Broadcasting | undefined;
  #step = 0;
  #t: Translate;

  constructor(t: Translate) {
    this.#t = t;
    this.bar.append(this.#title, this.#count, this.#previous, this.#next);
    this.element.append(
      this.bar,
      this.#words,
      html("div", { class: "al-broadcast-stage" }, this.#sizes, this.#grids),
    );
    this.#previous.addEventListener("click", () => this.#go(this.#step - 1));
    this.#next.addEventListener("click", () =>
      this.#go(this.#step < this.#steps.length - 1 ? this.#step + 1 : 0),
    );
    this.element.addEventListener("keydown", (event) => {
      const to = { ArrowLeft: this.#step - 1, ArrowRight: this.#step + 1, Home: 0, End: 9 }[event.key];
      if (event.key !== "Tab") event.stopPropagation(); // JupyterLab would take the key as a command for the cell
      if (to === undefined) return;
      event.preventDefault();
      this.#go(to);
    });
  }

  words(t: Translate, title: string): void {
    this.#t = t;
    setText(this.#title, title || t("broadcast.title"));
    this.#previous.setAttribute("aria-label", t("broadcast.previous"));
    this.#previous.title = t("broadcast.previous");
    this.#draw();
  }

  update(state: Broadcasting): void {
    this.#state = state;
    this.#step = 0;
    this.#draw();
  }

  destroy(): void {
    this.element.remove();
  }

  get #steps(): readonly Step[] {
    const state = this.#state!;
    const missing = state.operands.some(({ shape, aligned }) => shape.length < aligned.length);
    const stretched = state.operands.some((operand) => operand.stretched.includes(true));
    const steps: Step[] = ["align"];
    if (missing) steps.push("ones");
    if (state.result === null) steps.push("clash");
    else {
      if (stretched) steps.push("stretch");
      steps.push("result");
    }
    return steps;
  }

  #go(step: number): void {
    this.#step = Math.max(0, Math.min(this.#steps.length - 1, step));
    this.#draw();
  }

  #draw(): void {
    const state = this.#state;
    if (!state) return;
    const t = this.#t;
    const steps = this.#steps;
    const step = steps[this.#step]!;
    const last = this.#step === steps.length - 1;
    setText(this.#count, t("broadcast.count", { step: this.#step + 1, steps: steps.length }));
    this.#previous.disabled = this.#step === 0;
    const next = t(last ? "broadcast.again" : "broadcast.next");
    this.#next.replaceChildren(icon(last ? "again" : "step"), html("span", {}, next));
    const depth = state.operands[0]!.aligned.length;
    const clash = state.clash ?? 0;
    setText(
      this.#words,
      t(`broadcast.step.${step}`, {
        shape: `(${(state.result ?? []).join(", ")})`,
        dim: clash - depth,
        sizes: state.operands.map(({ aligned }) => aligned[clash]).join(" / "),
      }),
    );
    const reached = (wanted: Step): boolean =>
      steps.indexOf(wanted) >= 0 && steps.indexOf(wanted) <= this.#step;
    const rows = state.operands.map((operand) =>
      sizesRow(operand, state, reached("ones"), reached("stretch"), reached("clash")),
    );
    if (reached("result")) rows.push(resultRow(state.result!, t("broadcast.result")));
    this.#sizes.style.setProperty("--columns", String(Math.max(1, depth)));
    this.#sizes.replaceChildren(...rows);
    this.#drawGrids(state, reached("stretch"));
  }

  /** The numbers themselves, where there are few enough: solid where they are, faint where they are read again. */
  #drawGrids(state: Broadcasting, stretched: boolean): void {
    const { result } = state;
    const small =
      result !== null &&
      result.length <= 3 &&
      [...result].reverse().every((n, d) => n <= MOST[d === 0 ? 1 : d === 1 ? 0 : 2]);
    this.#grids.hidden = !small;
    if (!small) return;
    this.#grids.replaceChildren(...state.operands.map((operand) => grid(operand, result, stretched)));
  }
}

function sizesRow(
  { name, shape, aligned, stretched }: Operand,
  { result, clash }: Broadcasting,
  ones: boolean,
  stretch: boolean,
  clashed: boolean,
): HTMLElement {
  const gap = aligned.length - shape.length;
  const cells = aligned.map((size, d) => {
    const missing = d < gap;
    const grown = stretch && stretched[d] && result !== null;
    const kind = clashed && d === clash ? " al-clash" : missing ? (ones ? " al-added" : " al-absent") : "";
    const text = missing && !ones ? "" : grown ? `${size} → ${result[d]}` : String(size);
    return html("span", { class: `al-size${kind}${grown ? " al-grown" : ""}` }, text);
  });
  return html("div", { class: "al-sizes-row" }, html("b", { title: name }, name), ...cells);
}

function resultRow(result: readonly number[], name: string): HTMLElement {
  const cells = result.map((size) => html("span", { class: "al-size al-result" }, String(size)));
  return html("div", { class: "al-sizes-row al-result-row" }, html("b", {}, name), ...cells);
}

function grid(operand: Operand, result: readonly number[], stretched: boolean): HTMLElement {
  const sizes = stretched ? result : operand.aligned;
  const layers = sizes.length > 2 ? sizes[0]! : 1;
  const rows = sizes.length > 1 ? sizes.at(-2)! : 1;
  const columns = sizes.length > 0 ? sizes.at(-1)! : 1;
  const own = operand.aligned;
  const sheets = Array.from({ length: layers }, (_, layer) => {
    const cells: HTMLElement[] = [];
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < columns; column++) {
        const index = [layer, row, column].slice(3 - Math.max(sizes.length, 0));
        cells.push(cell(operand, own, index));
      }
    const sheet = html("div", { class: "al-sheet", style: `--cells: ${columns}` }, ...cells);
    return sheet;
  });
  return html("figure", {}, html("figcaption", { title: operand.name }, operand.name), ...sheets);
}

/** The number that is read at this index: a copy wherever a stretched dimension is not at its beginning. */
function cell(operand: Operand, own: readonly number[], index: readonly number[]): HTMLElement {
  let place = 0;
  let copy = false;
  index.forEach((i, d) => {
    const size = own[d] ?? 1;
    if (size === 1 && i > 0) copy = true;
    place = place * size + (size === 1 ? 0 : i);
  });
  const value = operand.values[place];
  return html(
    "span",
    { class: copy ? "al-cell al-copy" : "al-cell" },
    value === undefined ? "" : format.number(Number(value), 2),
  );
}
