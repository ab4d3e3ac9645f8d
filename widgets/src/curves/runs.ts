/** Runs that stand still, side by side: their curves in one chart, and a table of what made the difference. */

import { type Cleanup, html, oncePerFrame, setText } from "../dom.ts";
import type { RunsState } from "../generated/protocol.ts";
import type { Translate } from "../i18n.ts";
import type { View } from "../inline.ts";
import { Charts } from "./charts.ts";
import { Curve } from "./curve.ts";
import type { DrawnRun } from "./lines.ts";
import { HUES } from "./look.ts";
import { type Row, RunTable } from "./table.ts";
import { ChartView } from "./view.ts";

/** The best runs are drawn from the start; more would be a tangle. */
const FIRST = 5;

export class RunsView implements View<RunsState> {
  readonly element = html("div", { class: "al-runs-view" });
  readonly bar = html("div", { class: "al-runs-head" });
  readonly #title = html("h3", { class: "al-title" });
  readonly #empty = html("p", { class: "al-empty" });
  readonly #charts: Charts;
  readonly #panes: HTMLElement;
  readonly #table: RunTable;
  readonly #refresh: () => void;
  readonly #drawn = new Set<number>();
  #state: RunsState = { by: null, runs: [], curves: [] };
  #curves = new Map<number, ReadonlyMap<string, Curve>>();
  #t: Translate;

  constructor(t: Translate, cleanup: Cleanup) {
    this.#t = t;
    this.#refresh = oncePerFrame(() => this.#draw(), cleanup);
    this.#charts = new Charts(new ChartView(), t, cleanup, this.#refresh);
    this.#table = new RunTable(t, cleanup, {
      draw: (number, on) => {
        if (on) this.#drawn.add(number);
        else this.#drawn.delete(number);
        this.#refresh();
      },
      rename: undefined,
      remove: undefined,
    });
    const { loss, metric, tools } = this.#charts;
    this.#panes = html("div", { class: "al-curves" }, loss.element, metric.element, tools.element);
    this.bar.append(this.#title);
    this.element.append(this.bar, this.#empty, this.#table.element, this.#panes);
  }

  words(t: Translate, title: string): void {
    this.#t = t;
    setText(this.#title, title || t("runs.title"));
    setText(this.#empty, t("runs.none"));
    this.#charts.words(t);
    this.#table.words(t);
    this.#refresh();
  }

  update(state: RunsState): void {
    this.#state = state;
    this.#curves = new Map(
      state.curves.map(({ run, series }) => [
        run,
        new Map(series.map((data) => [data.name, Curve.from(data)])),
      ]),
    );
    this.#drawn.clear();
    for (const { number } of state.runs.slice(0, FIRST)) this.#drawn.add(number);
    this.#refresh();
  }

  destroy(): void {
    this.element.remove();
  }

  #draw(): void {
    const { runs } = this.#state;
    this.#empty.hidden = runs.length > 0;
    this.#panes.hidden = this.#table.element.hidden = runs.length === 0;
    const drawn = runs.flatMap(({ number, title, branched_at }, index): DrawnRun[] => {
      const curves = this.#curves.get(number);
      if (!curves || !this.#drawn.has(number)) return [];
      return [{ number, title: this.#t.say(title), index, branchedAt: branched_at ?? undefined, curves }];
    });
    this.#panes.classList.toggle("al-curves-two", this.#charts.update(drawn));
    const rows = runs.map((run, index): Row => {
      const on = this.#drawn.has(run.number);
      const left = run.branched_at === null ? "" : " al-line-left";
      return {
        ...run,
        own: false,
        look: on ? `al-line al-hue-${index % HUES}${left}` : "al-line al-line-none",
        drawn: on,
        drawable: this.#curves.has(run.number),
      };
    });
    this.#table.update(rows);
  }
}
