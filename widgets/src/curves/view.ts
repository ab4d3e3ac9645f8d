/** How the curves are looked at: what all charts of a view share, and what stays when the view is drawn anew. */

import type { Warp, XMode } from "./warp.ts";

export type Range = readonly [low: number, high: number];

export class ChartView {
  mode: XMode = "step";
  /** 0 is the measured curve itself. */
  smoothing = 0.8;
  logarithmic = false;
  /** What the learner calls a plain axis. */
  axis = "";
  /** The part of the axis that was zoomed into, in the axis' own unit. */
  range: Range | undefined;
  /** Where the curves are read; undefined reads their ends. */
  at: number | undefined;
  /** Entries of the legend that are switched off. */
  readonly hidden = new Set<string>();
  /** Whether the list of runs is open. */
  comparing = false;

  show(mode: XMode): void {
    this.mode = mode;
    this.range = this.at = undefined;
  }
}

/** One curve as a chart draws it. */
export interface Line {
  /** Ours, and unique; the label may be anybody's text. */
  readonly key: string;
  readonly name: string;
  /** Lines with the same entry share one in the legend: those of another run. */
  readonly entry: string;
  readonly label: string;
  readonly hue: number;
  readonly dash: number;
  readonly x: Float32Array;
  /** Smoothed, where `raw` is what was measured. */
  readonly y: Float32Array;
  readonly raw: Float32Array | undefined;
  readonly warp: Warp;
  /** Drawn paler, and only from this step on: a future that was left behind there. */
  readonly branchedAt: number | undefined;
  /** Of another run than the one that this is about. */
  readonly beside: boolean;
}
