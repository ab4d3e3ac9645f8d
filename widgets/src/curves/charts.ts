/** Losses in one chart and metrics, if there are any, in another beside it, over the same x axis. */

import type { Cleanup } from "../dom.ts";
import type { Translate } from "../i18n.ts";
import { Chart } from "./chart.ts";
import { type DrawnRun, Lines } from "./lines.ts";
import { Tools } from "./tools.ts";
import type { ChartView, Line } from "./view.ts";
import { warpOf, type XMode } from "./warp.ts";

export class Charts {
  readonly loss: Chart;
  readonly metric: Chart;
  readonly tools: Tools;
  readonly #view: ChartView;
  readonly #lines = new Lines();
  #t: Translate;

  constructor(view: ChartView, t: Translate, cleanup: Cleanup, redraw: () => void) {
    this.#view = view;
    this.#t = t;
    const read = (): void => {
      this.loss.read();
      this.metric.read();
    };
    this.loss = new Chart("loss", view, t, cleanup, redraw, read);
    this.metric = new Chart("metric", view, t, cleanup, redraw, read);
    this.tools = new Tools(view, cleanup, redraw);
  }

  words(t: Translate): void {
    this.#t = t;
    for (const part of [this.loss, this.metric, this.tools]) part.words(t);
  }

  /** Whether there is a chart of metrics. */
  update(runs: readonly DrawnRun[]): boolean {
    this.tools.update(known(runs));
    const losses = this.#lines.of(runs, "loss", this.#view, this.#t);
    const metrics = this.#lines.of(runs, "metric", this.#view, this.#t);
    const high = Math.max(0, ...[...losses, ...metrics].map(end));
    const onlyMetrics = losses.length === 0 && metrics.length > 0;
    this.loss.element.hidden = onlyMetrics;
    this.metric.element.hidden = metrics.length === 0;
    this.loss.update(losses, high);
    this.metric.update(metrics, high);
    return metrics.length > 0 && !onlyMetrics;
  }
}

function end({ x, warp }: Line): number {
  return warp.to(x.at(-1)!);
}

function known(runs: readonly DrawnRun[]): XMode[] {
  return (["step", "epoch", "time"] as const).filter((mode) =>
    runs.some(({ curves }) => {
      const warp = warpOf(curves, mode);
      return warp !== undefined && warp.to(Number.MAX_VALUE) > 0;
    }),
  );
}
