/** From the curves of one or several runs to the lines of a chart. */

import type { SeriesGroup } from "../generated/protocol.ts";
import type { Translate } from "../i18n.ts";
import type { Curve } from "./curve.ts";
import { HUES, type Look, looks, ROLE_WORDS, roleOf, runDash, runHue } from "./look.ts";
import { Smoothing } from "./smoothing.ts";
import type { ChartView, Line } from "./view.ts";
import { warpOf } from "./warp.ts";

/** Fewer points are no noise to be smoothed away. */
const NOISY = 40;
/** A curve with a smaller part of the run's points is logged by the epoch: every point is a measurement of its own. */
const SPARSE = 1 / 4;

/** A run that can be drawn. `number` is undefined where it is the only one that matters: that of the panel. */
export interface DrawnRun {
  readonly number: number | undefined;
  readonly title: string;
  /** Its place among the runs that are drawn beside each other; sets its colour. */
  readonly index: number;
  readonly branchedAt?: number | undefined;
  readonly curves: ReadonlyMap<string, Curve>;
}

export class Lines {
  readonly #smoothings = new WeakMap<Curve, Smoothing>();

  /** The lines of one chart: first those of the panel's own run, or of all runs alike where there is none. */
  of(runs: readonly DrawnRun[], group: SeriesGroup, view: ChartView, t: Translate): Line[] {
    const own = runs.find(({ number }) => number === undefined);
    return runs.flatMap((run) => this.#ofRun(run, own, runs.length === 1, group, view, t));
  }

  #ofRun(
    run: DrawnRun,
    own: DrawnRun | undefined,
    only: boolean,
    group: SeriesGroup,
    view: ChartView,
    t: Translate,
  ): Line[] {
    const warp = warpOf(run.curves, view.mode);
    if (!warp) return [];
    const beside = own !== undefined && run !== own;
    const shared = beside ? names(own, group) : [];
    const mine = names(run, group).filter((name) => shared.length === 0 || shared.includes(name));
    const called = labels(mine, group, t);
    const colours = looks(mine);
    const longest = lengthOf(run);
    return mine.map((name, i): Line => {
      const curve = run.curves.get(name)!;
      const noisy = view.smoothing > 0 && curve.length >= NOISY && curve.length >= longest * SPARSE;
      return {
        key: `${run.number ?? ""} ${name}`,
        entry: run === own ? ` ${name}` : `${run.number}`,
        name,
        label: run === own ? called[i]! : run.title,
        ...(run === own ? colours[i]! : lookOf(run, own, name, mine)),
        x: curve.x,
        y: noisy ? this.#smooth(curve, view.smoothing) : curve.y,
        raw: noisy && (run === own || only) ? curve.y : undefined,
        warp,
        branchedAt: run.branchedAt,
        beside,
      };
    });
  }

  #smooth(curve: Curve, weight: number): Float32Array {
    const smoothing = this.#smoothings.get(curve) ?? new Smoothing();
    this.#smoothings.set(curve, smoothing);
    return smoothing.of(curve, weight);
  }
}

function lookOf(run: DrawnRun, own: DrawnRun | undefined, name: string, all: readonly string[]): Look {
  if (!own) return { hue: run.index % HUES, dash: dashAmong(name, all) };
  // A future that was left behind keeps the colours of the run it belongs to.
  if (run.branchedAt !== undefined) return { hue: looks(all)[all.indexOf(name)]!.hue, dash: 1 };
  return { hue: runHue(run.index), dash: runDash(name) };
}

function lengthOf({ curves }: DrawnRun): number {
  return Math.max(...[...curves.values()].map(({ group, length }) => (group === "clock" ? 0 : length)));
}

/** Among equals, training is drawn through and what is measured beside it dashed. */
function dashAmong(name: string, all: readonly string[]): number {
  const aside = (one: string): boolean => roleOf(one) === "validation" || roleOf(one) === "test";
  return aside(name) && !all.every(aside) ? 1 : 0;
}

function names(run: DrawnRun, group: SeriesGroup): string[] {
  return [...run.curves.values()]
    .filter((curve) => curve.group === group && curve.length > 0)
    .map(({ name }) => name);
}

/** "train" rather than "train_loss" in the chart of losses, as long as that is not said twice. */
function labels(all: readonly string[], group: SeriesGroup, t: Translate): string[] {
  const roles = all.map((name) => (group === "loss" && /^[\w ]+$/.test(name) ? roleOf(name) : undefined));
  return all.map((name, i) => {
    const role = roles[i];
    return role && roles.filter((other) => other === role).length === 1 ? t(ROLE_WORDS[role]) : name;
  });
}
