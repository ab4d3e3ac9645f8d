/** The other runs of the kernel, as this panel knows them: their list, and the curves of those that were asked for. */

import { Curve, pointsOf } from "../curves/curve.ts";
import type {
  NameRun,
  Overlay,
  RemoveRun,
  RunCurves,
  RunData,
  RunList,
  RunSummary,
} from "../generated/protocol.ts";

export type RunMessage = NameRun | Overlay | RemoveRun;

/** After how many frames curves that did not come are asked for again. */
const ASK_AGAIN = 20;

export class Runs {
  list: RunList | null = null;
  readonly curves = new Map<number, ReadonlyMap<string, Curve>>();
  /** The runs that are drawn, in the order they were chosen: it gives them their colours. */
  readonly drawn = new Set<number>();
  readonly #send: (message: RunMessage) => void;
  readonly #seen = new Set<number>();
  #waited = 0;

  constructor(send: (message: RunMessage) => void) {
    this.#send = send;
  }

  get others(): readonly RunSummary[] {
    return this.list?.others ?? [];
  }

  /** With each frame; null where the list has not changed. */
  receive(list: RunList | null | undefined): void {
    if (list) {
      this.list = list;
      const known = new Set(list.others.map(({ number }) => number));
      for (const number of this.drawn) if (!known.has(number)) this.drawn.delete(number);
      for (const number of this.curves.keys()) if (!known.has(number)) this.curves.delete(number);
      // A future that was just left behind is drawn without asking: that is what the learner went back to compare.
      const left = list.others.filter(
        ({ parent, number }) => parent === list.number && !this.#seen.has(number),
      );
      for (const { number } of list.others) this.#seen.add(number);
      for (const { number } of left) this.drawn.add(number);
      if (left.length > 0) this.#ask();
    }
    if (!this.#missing()) this.#waited = 0;
    else if (++this.#waited % ASK_AGAIN === 0) this.#ask();
  }

  /** What a saved page has. */
  restore(list: RunList | null | undefined, overlays: readonly RunData[] | undefined): void {
    this.list = list ?? null;
    for (const { run, series } of overlays ?? []) {
      this.curves.set(run, new Map(series.map((data) => [data.name, Curve.from(data)])));
      this.drawn.add(run);
    }
    for (const { number } of this.others) this.#seen.add(number);
  }

  /** The curves of a run have come. */
  take({ run, series }: RunCurves, buffers: readonly DataView[]): void {
    const curves = series.map((slice, i) => {
      const curve = new Curve(slice.name, slice.group);
      curve.add(slice, pointsOf(buffers[i]));
      return [slice.name, curve] as const;
    });
    this.curves.set(run, new Map(curves));
  }

  draw(number: number, on: boolean): void {
    if (on) this.drawn.add(number);
    else this.drawn.delete(number);
    this.#ask();
  }

  rename(run: number, title: string): void {
    this.#send({ type: "name", run, title });
  }

  remove(run: number): void {
    this.#send({ type: "remove", run });
  }

  #missing(): boolean {
    return [...this.drawn].some((number) => !this.curves.has(number));
  }

  #ask(): void {
    this.#send({ type: "overlay", runs: [...this.drawn], have: [...this.curves.keys()] });
  }
}
