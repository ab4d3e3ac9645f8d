/** How the gradient reaches every layer: at the newest step as bars, over time as a heat map. */

import { type Cleanup, html, setText } from "../dom.ts";
import type { Finding } from "../generated/protocol.ts";
import { type Decades, decades } from "../graph/scale.ts";
import type { MessageKey, Translate } from "../i18n.ts";
import { Bars, type Remark } from "./bars.ts";
import { Choice } from "./choice.ts";
import { GRID, type Measure } from "./measure.ts";
import { OverTime } from "./overtime.ts";
import { arrange, foldsBiases, isBias, type Row } from "./rows.ts";
import type { Section } from "./section.ts";
import type { Session } from "./session.ts";

const MEASURES: readonly Measure[] = ["gradient", "ratio", "inactive"];

export class Flow implements Section {
  readonly element = html("section", { class: "al-pane al-flow", "data-testid": "gradient-flow" });
  readonly #title = html("h3", { class: "al-title" });
  readonly #view: Choice<"now" | "over-time">;
  readonly #measure: Choice<Measure>;
  readonly #biases = html("button", {
    type: "button",
    class: "al-small al-biases",
    "data-testid": "fold-biases",
  });
  readonly #head = html("div", { class: "al-flow-head" });
  readonly #empty = html("p", { class: "al-empty" });
  readonly #bars = new Bars();
  readonly #over: OverTime;
  readonly #redraw: () => void;
  #rows: readonly Row[] = [];
  #folding: { biases: boolean | undefined; open: Set<string> } = { biases: undefined, open: new Set() };
  #pointed: ReadonlySet<string> = new Set();
  #scale: Decades | undefined;
  #units = false;
  #t: Translate;

  constructor(t: Translate, cleanup: Cleanup, redraw: () => void, memory: Map<string, string>) {
    this.#t = t;
    this.#redraw = redraw;
    this.#over = new OverTime(cleanup, t);
    this.#view = new Choice(
      "flow.view",
      ["now", "over-time"],
      (view) => `flow.${view}`,
      cleanup,
      redraw,
      memory,
    );
    this.#measure = new Choice(
      "flow.measure",
      MEASURES,
      (measure) => `flow.${measure}`,
      cleanup,
      redraw,
      memory,
    );
    cleanup.listen(this.#biases, "click", () => {
      this.#folding.biases = this.#biases.getAttribute("aria-pressed") === "true";
      redraw();
    });
    this.element.append(
      html("div", { class: "al-pane-head" }, this.#title, this.#view.element),
      html("div", { class: "al-flow-tools" }, this.#measure.element, this.#biases),
      this.#head,
      html("div", { class: "al-flow-room" }, this.#bars.element, this.#over.element),
      this.#empty,
    );
    this.words(t);
  }

  get grids(): readonly string[] {
    return this.#view.value === "over-time" ? [GRID[this.measure]] : [];
  }

  /** As bars, gradient and ratio stand side by side. */
  private get measure(): Measure {
    const measure = this.#measure.value;
    return this.#view.value === "now" && measure === "ratio" ? "gradient" : measure;
  }

  words(t: Translate): void {
    this.#t = t;
    setText(this.#title, t("flow.title"));
    setText(this.#biases, t("flow.biases"));
    this.#view.words(t);
    this.#measure.words(t);
    this.#over.words(t);
    this.#heads();
  }

  /** Make the rows of these layers stand out, and bring the first into view. */
  point(names: readonly string[]): void {
    this.#pointed = new Set(names);
    this.#light(names.length > 0);
  }

  update(session: Session): void {
    const over = this.#view.value === "over-time";
    const units = this.measure === "inactive";
    this.#measure.offer(over ? MEASURES : ["gradient", "inactive"]);
    if (!over && this.#measure.value === "ratio") this.#measure.value = "gradient";
    if (units !== this.#units) {
      this.#units = units;
      this.#heads();
    }
    const layers = session.layers;
    const flows = (session.vital?.activations ?? []).filter(({ ends }) => ends !== "");
    const names = (units ? flows : layers).map(({ name }) => name);
    this.#biases.hidden = units || !names.some(isBias) || names.every(isBias);
    this.#biases.setAttribute("aria-pressed", String(!foldsBiases(names, this.#folding)));
    const there = names.length > 0;
    this.#empty.hidden = there;
    setText(this.#empty, this.#t(units && layers.length > 0 ? "flow.no-units" : "flow.empty"));
    this.#head.hidden = over || !there;
    this.#bars.element.hidden = over || !there;
    this.#over.element.hidden = !over || !there;
    const ops = new Map(flows.map(({ name, op }) => [name, name.includes(op) ? undefined : op]));
    this.#rows = arrange(names, this.#folding).map((row) =>
      units && !row.block ? { ...row, note: ops.get(row.key) } : row,
    );
    const remark = remarks(session.vital?.findings ?? [], this.#t);
    if (over) {
      const grid = session.grids.get(GRID[this.measure]);
      this.#over.update(this.#rows, grid, this.measure, Math.max(session.step, 1), remark, this.#toggle);
    } else {
      this.#bars.arrange(this.#rows, units, this.#toggle);
      if (units) this.#bars.units(this.#rows, new Map(flows.map((f) => [f.name, f])), this.#t, remark);
      else {
        this.#scale = decades(
          layers.map(({ grad_norm }) => grad_norm),
          this.#scale,
        );
        this.#bars.gradients(this.#rows, new Map(layers.map((l) => [l.name, l])), this.#scale, remark);
      }
    }
    this.#light(false);
  }

  readonly #toggle = (row: Row): void => {
    const block = row.label;
    if (!this.#folding.open.delete(block)) this.#folding.open.add(block);
    this.#redraw();
  };

  #light(bring: boolean): void {
    const list = this.#view.value === "over-time" ? this.#over : this.#bars;
    const first = list.point(this.#rows, this.#pointed);
    if (bring) first?.scrollIntoView({ block: "nearest" });
  }

  #heads(): void {
    const t = this.#t;
    const last = this.#units ? html("span", {}) : html("span", { title: t("flow.healthy") }, t("flow.ratio"));
    this.#head.classList.toggle("al-flow-units", this.#units);
    this.#head.replaceChildren(
      html("span", {}, t("flow.layer")),
      html("span", {}, t(this.#units ? "flow.inactive" : "flow.gradient")),
      last,
    );
  }
}

/** What the findings say about layers, the worst first. */
function remarks(
  findings: readonly Finding[],
  t: Translate,
): (names: readonly string[]) => Remark | undefined {
  return (names) => {
    const found = findings.find(({ layers }) => names.some((name) => layers.includes(name)));
    return (
      found && { level: found.level, words: t(`says.${found.kind}` as MessageKey), title: t.say(found.title) }
    );
  };
}
