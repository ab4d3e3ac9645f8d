/** The curves of the panel's run, and of the earlier runs that the learner wants to see beside it. */

import { Charts } from "../curves/charts.ts";
import { scoreOf } from "../curves/compare.ts";
import type { Curve } from "../curves/curve.ts";
import type { DrawnRun } from "../curves/lines.ts";
import { runHue } from "../curves/look.ts";
import { type Row, RunTable } from "../curves/table.ts";
import { CLOCKS } from "../curves/warp.ts";
import { button, type Cleanup, html, setText } from "../dom.ts";
import type { Score } from "../generated/protocol.ts";
import type { Translate } from "../i18n.ts";
import type { Section } from "./section.ts";
import type { Session } from "./session.ts";

export class Curves implements Section {
  /** Its parts lie in the grid of the panel, beside what else is there. */
  readonly element = html("div", { class: "al-curves" });
  readonly #charts: Charts;
  readonly #compare = button("compare", "al-small");
  readonly #table: RunTable;
  readonly #session: Session;
  readonly #redraw: () => void;
  #t: Translate;

  constructor(session: Session, t: Translate, cleanup: Cleanup, redraw: () => void) {
    this.#session = session;
    this.#redraw = redraw;
    this.#t = t;
    this.#charts = new Charts(session.charts, t, cleanup, redraw);
    const { runs } = session;
    const then = (act: () => void): void => {
      act();
      redraw();
    };
    this.#table = new RunTable(t, cleanup, {
      draw: (number, on) => then(() => runs.draw(number, on)),
      rename: (number, title) => then(() => runs.rename(number, title)),
      remove: (number) => then(() => runs.remove(number)),
    });
    cleanup.listen(this.#compare, "click", () => {
      session.charts.comparing = !session.charts.comparing;
      this.#redraw();
    });
    this.#charts.tools.element.append(this.#compare);
    this.element.append(
      this.#charts.loss.element,
      this.#charts.metric.element,
      this.#charts.tools.element,
      this.#table.element,
    );
    this.words(t);
  }

  words(t: Translate): void {
    this.#t = t;
    this.#charts.words(t);
    this.#table.words(t);
  }

  update(session: Session): void {
    const { runs, charts } = session;
    const two = this.#charts.update(this.#drawn());
    this.element.classList.toggle("al-curves-two", two);
    const count = runs.others.length;
    this.#compare.hidden = count === 0;
    setText(this.#compare, `${this.#t("runs.compare")} (${count})`);
    this.#compare.setAttribute("aria-expanded", String(charts.comparing));
    this.#table.element.hidden = !charts.comparing || count === 0;
    if (!this.#table.element.hidden) this.#table.update(this.#rows());
  }

  #drawn(): DrawnRun[] {
    const { curves, runs } = this.#session;
    const own = { number: undefined, title: "", index: 0, curves };
    const others = [...runs.drawn].flatMap((number, index): DrawnRun[] => {
      const summary = runs.others.find((run) => run.number === number);
      const kept = runs.curves.get(number);
      if (!summary || !kept) return [];
      return [
        {
          number,
          title: this.#t.say(summary.title),
          index,
          branchedAt: summary.branched_at ?? undefined,
          curves: kept,
        },
      ];
    });
    return [own, ...others];
  }

  #rows(): Row[] {
    const { runs, curves, step, phase } = this.#session;
    const { list } = runs;
    if (!list) return [];
    const chosen = [...runs.drawn];
    const seconds = curves.get(CLOCKS.time)?.y.at(-1) ?? 0;
    const own: Row = {
      number: list.number,
      title: list.title,
      settings: list.settings,
      scores: scoresOf(curves),
      steps: step,
      seconds: Math.round(seconds),
      own: true,
      look: "al-line al-hue-0",
      drawn: true,
      drawable: true,
    };
    const others = list.others.map((run): Row => {
      const place = chosen.indexOf(run.number);
      const drawn = run.branched_at === null ? `al-hue-${runHue(place)}` : "al-hue-0 al-line-left";
      return {
        ...run,
        own: false,
        look: place < 0 ? "al-line al-line-none" : `al-line al-dash-1 ${drawn}`,
        drawn: place >= 0,
        drawable: phase !== "saved" || runs.curves.has(run.number),
      };
    });
    return [own, ...others.reverse()];
  }
}

/** How far each curve has come; only looked at while the table is open. */
function scoresOf(curves: ReadonlyMap<string, Curve>): Score[] {
  return [...curves.values()].filter(({ group, length }) => group !== "clock" && length > 0).map(scoreOf);
}
