/** How the values of a layer are spread, over time: every column is a histogram, the newest stands at the side. */

import { type Cleanup, html, setText } from "../dom.ts";
import * as format from "../format.ts";
import type { Translate } from "../i18n.ts";
import { percent } from "./bars.ts";
import { type Axis, axisOf, type Bins, binsOf } from "./bins.ts";
import { Choice } from "./choice.ts";
import type { Grid } from "./grid.ts";
import { HistogramPlot } from "./histogram.ts";
import type { Section } from "./section.ts";
import type { Session } from "./session.ts";

type Kind = "weight" | "gradient" | "output";

/** From so many layers on there is a field to search them. */
const MANY = 10;

export class Histograms implements Section {
  readonly element = html("div", { class: "al-hist", "data-testid": "histograms" });
  readonly #kind: Choice<Kind>;
  readonly #search = html("input", { type: "search", class: "al-hist-search", "data-testid": "hist-search" });
  readonly #list = html("ul", { class: "al-hist-list", role: "listbox" });
  readonly #log = html("button", { type: "button", class: "al-small", "data-testid": "hist-log" });
  readonly #heading = html("h4");
  readonly #facts = html("div", { class: "al-hist-facts" });
  readonly #key = html("p", { class: "al-hist-key" });
  readonly #empty = html("p", { class: "al-empty" });
  readonly #plot: HistogramPlot;
  readonly #redraw: () => void;
  /** The chosen layer of each kind. */
  readonly #chosen = new Map<Kind, string>();
  #logarithmic = false;
  #names = "";
  #axis: { of: string; axis: Axis; columns: number } | undefined;
  #t: Translate;

  constructor(t: Translate, cleanup: Cleanup, redraw: () => void, memory: Map<string, string>) {
    this.#t = t;
    this.#redraw = redraw;
    this.#kind = new Choice(
      "hist.title",
      ["weight", "gradient", "output"],
      (k) => `hist.${k}`,
      cleanup,
      redraw,
      memory,
    );
    this.#plot = new HistogramPlot(cleanup);
    cleanup.listen(this.#log, "click", () => {
      this.#logarithmic = !this.#logarithmic;
      this.#axis = undefined;
      redraw();
    });
    cleanup.listen(this.#search, "input", redraw);
    // JupyterLab would take the keys as commands for the cell.
    cleanup.listen<KeyboardEvent>(this.#search, "keydown", (event) => event.stopPropagation());
    cleanup.listen<KeyboardEvent>(this.#list, "keydown", (event) => this.#keyboard(event));
    cleanup.listen<MouseEvent>(this.#list, "click", ({ target }) => {
      const item = (target as Element).closest<HTMLElement>("[data-name]");
      if (item) this.#choose(item.dataset.name!);
    });
    this.element.append(
      html("div", { class: "al-hist-side" }, this.#kind.element, this.#search, this.#list),
      html(
        "div",
        { class: "al-hist-main" },
        html("div", { class: "al-hist-head" }, this.#heading, this.#key, this.#log),
        html("div", { class: "al-hist-stage" }, this.#plot.element, this.#facts),
        this.#empty,
      ),
    );
    this.words(t);
  }

  get grids(): readonly string[] {
    const name = this.#chosen.get(this.#kind.value);
    return name === undefined ? [] : [`hist/${this.#kind.value}/${name}`];
  }

  words(t: Translate): void {
    this.#t = t;
    this.#kind.words(t);
    this.#search.placeholder = t("hist.search");
    this.#search.setAttribute("aria-label", t("hist.search"));
    this.#list.setAttribute("aria-label", t("hist.layers"));
    setText(this.#log, t("hist.log"));
    this.#key.replaceChildren(
      html("i", { class: "al-key-line" }),
      t("hist.line"),
      html("i", { class: "al-key-band" }),
      t("hist.band"),
    );
    this.#names = "";
  }

  update(session: Session): void {
    const kind = this.#kind.value;
    const flows = session.vital?.activations ?? [];
    const all = (kind === "output" ? flows : session.layers).map(({ name }) => name);
    const notes = new Map(kind === "output" ? flows.map(({ name, op }) => [name, op]) : []);
    if (!this.#chosen.has(kind) && all.length > 0) this.#chosen.set(kind, all[0]!);
    this.#search.hidden = all.length < MANY;
    const wanted = this.#search.hidden ? "" : this.#search.value.trim().toLowerCase();
    this.#offer(
      all.filter((name) => name.toLowerCase().includes(wanted)),
      notes,
    );
    const name = this.#chosen.get(kind);
    const grid = name === undefined ? undefined : session.grids.get(`hist/${kind}/${name}`);
    const drawn = grid !== undefined && grid.length > 0;
    this.#empty.hidden = drawn;
    const unsaved = session.phase === "saved" && all.length > 0;
    setText(this.#empty, this.#t(unsaved ? "hist.unsaved" : "hist.empty"));
    for (const part of [this.#plot.element, this.#facts, this.#key, this.#log]) part.hidden = !drawn;
    this.#log.setAttribute("aria-pressed", String(this.#logarithmic));
    setText(this.#heading, name ?? "");
    if (!grid || !drawn) return;
    this.#plot.update(grid, this.#axisOf(grid), Math.max(1, session.step), this.#t, (bins) =>
      this.#tell(bins),
    );
    const { mean, std } = binsOf(grid, grid.length - 1);
    const values = {
      kind: this.#t(`hist.${kind}`),
      layer: name!,
      mean: format.number(mean),
      std: format.number(std),
    };
    this.#plot.label(this.#t("hist.label", values));
  }

  /** The axis grows with the columns that are new. */
  #axisOf(grid: Grid): Axis {
    const of = `${grid.name}|${grid.generation}|${this.#logarithmic}`;
    const before = this.#axis?.of === of ? this.#axis : undefined;
    const columns: Bins[] = [];
    for (let i = before?.columns ?? 0; i < grid.length; i++) columns.push(binsOf(grid, i));
    const axis =
      columns.length > 0 || !before ? axisOf(columns, this.#logarithmic, before?.axis) : before.axis;
    this.#axis = { of, axis, columns: grid.length };
    return axis;
  }

  #offer(names: readonly string[], notes: ReadonlyMap<string, string>): void {
    const chosen = this.#chosen.get(this.#kind.value);
    const key = `${chosen}\n\n${names.join("\n")}`;
    if (key === this.#names) return;
    this.#names = key;
    const held = this.#list.contains(document.activeElement);
    const items = names.map((name) => {
      const here = name === chosen;
      return html(
        "li",
        {
          role: "option",
          tabindex: here ? 0 : -1,
          "aria-selected": String(here),
          "data-name": name,
          title: name,
        },
        html("bdi", {}, name),
        noteOf(name, notes.get(name)),
      );
    });
    const none = html("li", { class: "al-hist-none" }, this.#t("hist.none"));
    this.#list.replaceChildren(...(items.length > 0 ? items : [none]));
    if (items.length > 0 && !items.some((item) => item.tabIndex === 0)) items[0]!.tabIndex = 0;
    if (held) items.find((item) => item.tabIndex === 0)?.focus();
  }

  #choose(name: string): void {
    this.#chosen.set(this.#kind.value, name);
    this.#axis = undefined;
    this.#redraw();
  }

  #keyboard(event: KeyboardEvent): void {
    const items = [...this.#list.querySelectorAll<HTMLElement>("[data-name]")];
    const here = items.indexOf(document.activeElement as HTMLElement);
    const to = {
      ArrowUp: here - 1,
      ArrowDown: here + 1,
      Home: 0,
      End: items.length - 1,
      Enter: here,
      " ": here,
    }[event.key];
    event.stopPropagation();
    const item = to === undefined ? undefined : items[to];
    if (!item) return;
    event.preventDefault();
    item.focus();
    this.#choose(item.dataset.name!);
  }

  #tell({ bins, latest }: { bins: Bins; latest: boolean }): void {
    const t = this.#t;
    const step = format.count(bins.step);
    const facts: [string, string][] = [
      [t("hist.mean"), format.number(bins.mean)],
      [t("hist.std"), format.number(bins.std)],
      [t("hist.min"), format.number(bins.min)],
      [t("hist.max"), format.number(bins.max)],
    ];
    if (bins.zeros > 0) facts.push([t("hist.zeros"), percent(bins.zeros)]);
    if (bins.broken > 0) facts.push([t("hist.broken"), percent(bins.broken)]);
    this.#facts.replaceChildren(
      html("div", { class: "al-hist-step" }, t(latest ? "hist.latest" : "hist.at", { step })),
      ...facts.map(([name, value]) => html("div", {}, html("span", {}, name), html("b", {}, value))),
    );
  }
}

/** What a layer does, where its name does not say it. */
function noteOf(name: string, op: string | undefined): HTMLElement | undefined {
  return op === undefined || name.includes(op) ? undefined : html("small", {}, op);
}
