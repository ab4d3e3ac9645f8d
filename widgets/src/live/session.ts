/**
 * One run as the browser knows it: frames in, answers out, no drawing. One session per model; all views share it.
 *
 * It has to survive what a notebook does to messages: they may be lost, repeated, or come before anybody
 * looks. So curves are numbered and gaps are asked for, and a frame is acknowledged only after it was drawn,
 * which is what keeps a hidden tab from piling up work.
 */

import { Curve, pointsOf } from "../curves/curve.ts";
import { ChartView } from "../curves/view.ts";
import type {
  Ack,
  Action,
  Control,
  Controls,
  Frame,
  GraphSnapshot,
  Here,
  LayerFlow,
  Mode,
  Need,
  Ready,
  Rewind,
  Setting,
  SetValue,
  Show,
  Snapshot,
  Speed,
  State,
  Text,
  Vital,
  Want,
} from "../generated/protocol.ts";
import { Grid } from "./grid.ts";
import { type RunMessage, Runs } from "./runs.ts";
import { Shelf } from "./shelf.ts";

export type Outgoing =
  | Ack
  | Control
  | Here
  | Need
  | Ready
  | Rewind
  | RunMessage
  | SetValue
  | Show
  | Speed
  | Want;

/** "saved" has no kernel behind it; "gone" has lost it. */
export type Phase = State | "waiting" | "saved" | "gone";

/** A moved slider is believed for so long, then the kernel's value counts again. */
export const PATIENCE = 1500;

/** After how many frames a gap that is still open is asked for again. */
const ASK_AGAIN = 20;

/** What a notebook does not have that was saved before these parts were there. */
const OLDER = { branches: [], cards: [], grids: [], vital: null, runs: null, overlays: [] };

export class Session {
  phase: Phase = "waiting";
  step = 0;
  epoch = 0;
  batch = 0;
  batches: number | null = null;
  rate = 0;
  mode: Mode = "live";
  notice: Text = "";
  news: Text = "";
  /** The steps to which one can go back, ascending. */
  kept: readonly number[] = [];
  /** Where one has gone on another way. */
  branches: readonly number[] = [];
  /** A kernel has spoken, and has not been lost since. */
  connected = false;
  layers: readonly LayerFlow[] = [];
  graph: GraphSnapshot | null = null;
  vital: Vital | null = null;
  /** What was chosen in one view: the next one opens in the same way, and a notebook replaces views as it likes. */
  readonly choices = new Map<string, string>();
  readonly curves = new Map<string, Curve>();
  readonly cards: Shelf;
  readonly grids = new Map<string, Grid>();
  readonly runs: Runs;
  /** Jupyter may take a view down and draw it again, as at the end of a cell: what was chosen there stays. */
  readonly charts = new ChartView();

  #controls: Controls = { lr: null, momentum: null, beta1: null, weight_decay: null };
  #speed: number | null = null;
  readonly #send: (message: Outgoing) => void;
  readonly #now: () => number;
  readonly #moved = new Map<Setting | "speed", { value: number | null; until: number }>();
  readonly #unsent = new Map<Setting, number>();
  readonly #asked = new Map<string, number>();
  readonly #shown = new Map<object, readonly string[]>();
  #showing = "";
  #seq = -1;
  #unacknowledged: number | undefined;

  constructor(send: (message: Outgoing) => void, now: () => number = () => performance.now()) {
    this.#send = send;
    this.#now = now;
    this.cards = new Shelf(send, now);
    this.runs = new Runs(send);
  }

  /** Ask for everything; the answer is frames. */
  start(): void {
    this.#send({ type: "ready" });
    this.#showing = "";
    this.#tellShown();
  }

  /** These grids are on the screen in one of the views; only what is seen is sent. */
  show(view: object, grids: readonly string[]): void {
    if (grids.length > 0) this.#shown.set(view, grids);
    else this.#shown.delete(view);
    this.#tellShown();
  }

  get running(): boolean {
    return this.phase === "running" || this.phase === "paused" || this.phase === "ready";
  }

  /** What a saved page shows, and what is shown until the first frame comes. */
  restore(saved: Snapshot | null | undefined): void {
    if (!saved) return;
    const snapshot = { ...OLDER, ...saved };
    if (this.#seq >= 0) {
      // It is written when a run comes to rest, after the last frame: one that says otherwise was not the last.
      if (snapshot.state !== this.phase) this.start();
      return;
    }
    this.phase = "saved";
    this.step = snapshot.step;
    this.epoch = snapshot.epoch;
    this.#controls = snapshot.controls;
    this.layers = snapshot.layers;
    this.graph = snapshot.graph;
    this.cards.restore(snapshot.cards);
    this.branches = snapshot.branches;
    this.curves.clear();
    for (const data of snapshot.series) this.curves.set(data.name, Curve.from(data));
    this.vital = snapshot.vital;
    this.grids.clear();
    for (const data of snapshot.grids) this.grids.set(data.name, Grid.from(data));
    this.runs.restore(snapshot.runs, snapshot.overlays);
  }

  receive(frame: Frame, buffers: readonly DataView[]): void {
    if (this.#seq < 0) {
      // What was saved is thinned out; the kernel's numbering starts at 0.
      this.curves.clear();
      this.grids.clear();
    }
    this.connected = true;
    this.#seq = frame.seq;
    this.#unacknowledged = frame.seq;
    this.phase = frame.state;
    this.step = frame.step;
    this.epoch = frame.epoch;
    this.batch = frame.batch;
    this.batches = frame.batches;
    this.rate = frame.rate;
    this.mode = frame.mode;
    this.notice = frame.notice;
    this.news = frame.news;
    this.kept = frame.kept;
    this.branches = frame.branches;
    this.#speed = frame.speed === null ? null : Number(frame.speed);
    this.#controls = frame.controls;
    this.layers = frame.layers ?? this.layers;
    this.graph = frame.graph ?? this.graph;
    this.cards.heard(frame.cards);
    this.vital = frame.vital ?? this.vital;
    this.runs.receive(frame.runs);
    frame.series.forEach((slice, i) => {
      const curve = this.curves.get(slice.name) ?? new Curve(slice.name, slice.group);
      this.curves.set(slice.name, curve);
      if (curve.add(slice, pointsOf(buffers[i]))) this.#asked.delete(slice.name);
      else this.#ask(curve);
    });
    frame.grids.forEach((slice, i) => {
      const grid = this.grids.get(slice.name) ?? new Grid(slice.name);
      this.grids.set(slice.name, grid);
      if (grid.add(slice, pointsOf(buffers[frame.series.length + i]))) this.#asked.delete(slice.name);
      else this.#ask(grid);
    });
  }

  /** To be called after drawing. */
  drawn(): void {
    if (this.#unacknowledged === undefined) return;
    this.#send({ type: "ack", seq: this.#unacknowledged });
    this.#unacknowledged = undefined;
  }

  /** The kernel was restarted or shut down: nothing here is live any more. */
  lost(): void {
    this.connected = false;
    if (this.phase !== "done" && this.phase !== "stopped" && this.phase !== "saved") this.phase = "gone";
  }

  act(action: Action): void {
    this.flush();
    this.#send({ type: "control", action });
  }

  /** The kernel asks whether anybody is there; a hidden tab draws nothing, but it answers. */
  here(): void {
    this.#send({ type: "here" });
  }

  rewind(step: number): void {
    this.flush();
    this.#send({ type: "rewind", step });
  }

  /** Steps per second at most; null is as fast as it goes. */
  setSpeed(speed: number | null): void {
    this.#moved.set("speed", { value: speed, until: this.#now() + PATIENCE });
    this.#send({ type: "speed", speed });
  }

  get speed(): number | null {
    return this.#believed("speed", this.#speed);
  }

  /** A slider moves faster than messages should go: only its last value is sent, by `flush`. */
  set(name: Setting, value: number): void {
    this.#unsent.set(name, value);
    this.#moved.set(name, { value, until: this.#now() + PATIENCE });
  }

  flush(): void {
    for (const [name, value] of this.#unsent) this.#send({ type: "set", name, value });
    this.#unsent.clear();
  }

  /** The value to show: the learner's own until the kernel has had time to answer. */
  setting(name: Setting): number | null {
    const reported = this.#controls[name];
    return this.#believed(name, reported === null ? null : Number(reported));
  }

  #believed(name: Setting | "speed", reported: number | null): number | null {
    const moved = this.#moved.get(name);
    if (moved && this.#now() < moved.until && reported !== moved.value) return moved.value;
    this.#moved.delete(name);
    return reported;
  }

  #ask({ name, length }: Curve | Grid): void {
    const before = this.#asked.get(name);
    if (before !== undefined && this.#seq - before < ASK_AGAIN) return;
    this.#asked.set(name, this.#seq);
    this.#send({ type: "need", series: name, have: length });
  }

  #tellShown(): void {
    const grids = [...new Set([...this.#shown.values()].flat())].sort();
    if (grids.join("\n") === this.#showing) return;
    this.#showing = grids.join("\n");
    this.#send({ type: "show", grids });
  }
}
