/** Layers over time as a heat map: names at the left, steps along the bottom, what the pointer is on below. */

import { ticks } from "../curves/plot.ts";
import { type Cleanup, html, setText } from "../dom.ts";
import * as format from "../format.ts";
import type { Decades } from "../graph/scale.ts";
import type { Translate } from "../i18n.ts";
import { nameOf, percent, type Remark } from "./bars.ts";
import { Palette } from "./colours.ts";
import { type Grid, NOTHING } from "./grid.ts";
import { type Heat, type HeatColumn, HeatMap } from "./heat.ts";
import { type Cell, cell, type Measure, scaleOf } from "./measure.ts";
import { type Row, together } from "./rows.ts";

const LOWEST = 16;
const HIGHEST = 40;
const COLOURS: Readonly<Record<Measure, readonly string[]>> = {
  gradient: ["--al-low", "--al-middle", "--al-high"],
  ratio: ["--al-cold", "--al-even", "--al-hot"],
  inactive: ["--al-low", "--al-middle", "--al-high"],
};

export class OverTime {
  readonly element = html("div", { class: "al-over" });
  readonly #names = html("div", { class: "al-over-names" });
  readonly #map: HeatMap;
  readonly #stage = html("div", { class: "al-over-stage" });
  readonly #scroll = html("div", { class: "al-over-scroll" });
  readonly #axis = html("div", { class: "al-over-axis" });
  readonly #legend = html("div", { class: "al-over-legend" });
  readonly #reading = html("div", { class: "al-over-reading", "data-testid": "flow-reading" });
  readonly #lines: HTMLElement[] = [];
  #key = "";
  #rows: readonly Row[] = [];
  #places: number[][] = [];
  #grid: Grid | undefined;
  #measure: Measure = "gradient";
  #scaled: { of: string; columns: number; scale: Decades } | undefined;
  #last = 1;
  #width = 0;
  #rowHeight = LOWEST;
  /** The cell that is read out: under the pointer, or reached with the arrow keys. */
  #cursor: { row: number; column: number } | undefined;
  #t: Translate;

  constructor(cleanup: Cleanup, t: Translate) {
    this.#t = t;
    const probe = html("span", { hidden: true });
    this.#map = new HeatMap(new Palette(probe));
    this.#map.canvas.dataset.testid = "flow-heat";
    this.#map.canvas.tabIndex = 0;
    this.#stage.append(this.#map.canvas);
    this.#scroll.append(this.#names, this.#stage);
    this.element.append(
      probe,
      this.#scroll,
      this.#axis,
      html("div", { class: "al-over-foot" }, this.#legend, this.#reading),
    );
    cleanup.listen<PointerEvent>(this.#map.canvas, "pointermove", (event) => this.#point(event));
    cleanup.listen(this.#map.canvas, "pointerleave", () => this.#move(undefined));
    cleanup.listen(this.#map.canvas, "blur", () => this.#move(undefined));
    cleanup.listen<KeyboardEvent>(this.#map.canvas, "keydown", (event) => this.#keyboard(event));
  }

  words(t: Translate): void {
    this.#t = t;
    this.#key = "";
  }

  update(
    rows: readonly Row[],
    grid: Grid | undefined,
    measure: Measure,
    lastStep: number,
    remark: (names: readonly string[]) => Remark | undefined,
    toggle: (row: Row) => void,
  ): void {
    this.#grid = grid;
    this.#measure = measure;
    this.#last = lastStep;
    const scale = this.#scaleOf(grid, measure);
    const labels = new Map((grid?.labels ?? []).map((label, i) => [label, i]));
    this.#rows = rows;
    this.#places = rows.map(({ names }) => names.map((name) => labels.get(name) ?? -1));
    this.#arrange(rows, toggle);
    rows.forEach((row, i) => {
      const said = remark(row.names);
      this.#lines[i]!.dataset.level = said?.level ?? "";
      this.#lines[i]!.title = said ? `${row.names[0]}: ${said.title}` : row.names[0]!;
    });
    const room = this.#scroll.clientHeight;
    this.#rowHeight = Math.min(HIGHEST, Math.max(LOWEST, Math.floor(room / Math.max(1, rows.length))));
    this.element.style.setProperty("--row", `${this.#rowHeight}px`);
    this.#width = this.#stage.clientWidth;
    if (this.#width <= 0 || room <= 0) return;
    this.#map.draw(this.#heat(scale), this.#width, this.#rowHeight * rows.length);
    this.#map.canvas.dataset.columns = String(this.#map.columns);
    this.#drawAxis();
    this.#drawLegend(scale);
    this.#read();
    const measured = this.#t(`flow.${measure}`);
    this.#map.canvas.setAttribute("aria-label", this.#t("flow.label", { measure: measured }));
  }

  point(rows: readonly Row[], names: ReadonlySet<string>): HTMLElement | undefined {
    let first: HTMLElement | undefined;
    rows.forEach((row, i) => {
      const lit = row.names.some((name) => names.has(name));
      this.#lines[i]?.classList.toggle("al-lit", lit);
      if (lit) first ??= this.#lines[i];
    });
    return first;
  }

  /** What was looked at before is not looked at again. */
  #scaleOf(grid: Grid | undefined, measure: Measure): Decades {
    const of = `${measure}|${grid?.generation}`;
    const before = this.#scaled?.of === of ? this.#scaled : undefined;
    const scale = scaleOf(measure, grid, before?.columns ?? 0, before?.scale);
    this.#scaled = { of, columns: grid?.length ?? 0, scale };
    return scale;
  }

  #arrange(rows: readonly Row[], toggle: (row: Row) => void): void {
    const key = rows.map(({ key, block }) => `${key}${block ?? ""}`).join("\n");
    if (key === this.#key) return;
    this.#key = key;
    this.#lines.length = 0;
    for (const row of rows) {
      const line = nameOf(row, toggle);
      if (row.inside) line.classList.add("al-flow-inside");
      this.#lines.push(line);
    }
    this.#names.replaceChildren(...this.#lines);
  }

  #heat(scale: Decades): Heat {
    const { low, high } = scale;
    const rows = this.#rows.map(({ key, block }) => `${key}${block ?? ""}`).join();
    return {
      key: `${this.#measure}|${this.#grid?.generation}|${low}|${high}|${rows}|${this.#grid?.rows}`,
      columns: this.#grid?.length ?? 0,
      rows: this.#rows.length,
      column: (index) => this.#column(index, scale),
      lastStep: this.#last,
      colours: COLOURS[this.#measure],
    };
  }

  #column(index: number, scale: Decades): HeatColumn {
    const cells: Cell[] = this.#rows.map((_, row) => cell(this.#value(row, index), this.#measure, scale));
    return { step: this.#grid!.step(index), cells };
  }

  #value(row: number, column: number): number {
    const values = this.#grid!.column(column);
    return together(
      this.#places[row]!.map((place) => (place < 0 ? NOTHING : values[place]!)),
      NOTHING,
    );
  }

  #drawAxis(): void {
    const marks = ticks({ low: 0, high: this.#last, logarithmic: false }, Math.max(2, this.#width / 80));
    const parts = marks
      .filter((mark) => Number.isInteger(mark) && mark <= this.#last)
      .map((mark) => {
        const part = html("span", {}, format.count(mark));
        part.style.left = `${(mark / this.#last) * 100}%`;
        if (mark / this.#last > 0.96) part.classList.add("al-end");
        if (mark === 0) part.classList.add("al-start");
        return part;
      });
    this.#axis.replaceChildren(html("i", {}, this.#t("curves.step")), html("div", {}, ...parts));
  }

  #drawLegend({ low, high }: Decades): void {
    const swatch = html("i", { class: "al-ramp" });
    swatch.style.background = `linear-gradient(to right, ${COLOURS[this.#measure]
      .map((name) => `var(${name})`)
      .join()})`;
    const ends = this.#measure === "inactive" ? ["0%", "100%"] : [format.power(low), format.power(high)];
    const key = `${this.#measure}${ends.join()}${this.#t("flow.broken")}`;
    if (this.#legend.dataset.key === key) return;
    this.#legend.dataset.key = key;
    this.#legend.replaceChildren(
      html("span", {}, ends[0]!),
      swatch,
      html("span", {}, ends[1]!),
      html("span", {}, this.#measure === "ratio" ? this.#t("flow.healthy") : ""),
      html("i", { class: "al-ramp-broken" }),
      html("span", {}, this.#t("flow.broken")),
    );
  }

  #point(event: PointerEvent): void {
    const at = this.#map.at(event.offsetX, this.#width, this.#last);
    this.#move(at && { row: Math.floor(event.offsetY / this.#rowHeight), column: at.column });
  }

  #keyboard(event: KeyboardEvent): void {
    const by = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
    if (!by) return;
    event.preventDefault();
    event.stopPropagation(); // JupyterLab would take the key as a command for the cell
    const { row, column } = this.#cursor ?? { row: 0, column: this.#map.columns };
    const within = (value: number, count: number): number => Math.min(count - 1, Math.max(0, value));
    this.#move({
      row: within(row + by[0]!, this.#rows.length),
      column: within(column + by[1]!, this.#map.columns),
    });
  }

  #move(to: { row: number; column: number } | undefined): void {
    this.#cursor = to;
    this.#read();
  }

  #read(): void {
    const { row, column } = this.#cursor ?? { row: -1, column: -1 };
    const layer = this.#rows[row];
    if (!layer || !this.#grid || column < 0 || column >= this.#grid.length) {
      setText(this.#reading, "");
      return;
    }
    const value = this.#value(row, column);
    setText(
      this.#reading,
      this.#t("flow.reading", {
        layer: layer.names.length === 1 ? layer.names[0]! : layer.label,
        step: format.count(this.#grid.step(column)),
        value:
          value === NOTHING
            ? this.#t("flow.none")
            : this.#measure === "inactive" && Number.isFinite(value)
              ? percent(value)
              : format.number(value),
      }),
    );
  }
}
