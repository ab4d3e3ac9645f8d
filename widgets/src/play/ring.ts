/** The ring all-reduce: chunks of gradients travel from worker to worker until all have the same. */

import { decode, floats } from "../cards/content.ts";
import { Cleanup, html, oncePerFrame, setText, svg } from "../dom.ts";
import * as format from "../format.ts";
import type { RingRun, RingState } from "../generated/protocol.ts";
import type { MessageKey, Translate } from "../i18n.ts";
import type { Kernel, View } from "../inline.ts";
import { css, mix, onTheme, type Palette, palette } from "../palette.ts";
import { Code } from "./code.ts";
import { button, label, Slider } from "./controls.ts";
import { Latest } from "./latest.ts";
import { Playback } from "./playback.ts";
import { arrivals, type Ring, ring } from "./ring-numbers.ts";

const SIZE = 376;
const RADIUS = 140;
const PACE = 1.5; // seconds a step takes

export class RingView implements View<RingState> {
  readonly element = html("section", { class: "al-play al-ring" });
  readonly bar = html("div", { class: "al-play-head" });
  readonly #title = html("h3", { class: "al-title" });
  readonly #world: Slider;
  readonly #again: HTMLButtonElement;
  readonly #about = html("p", { class: "al-play-about", "aria-live": "polite", "data-testid": "ring-words" });
  readonly #picture = svg("svg", { width: SIZE, height: SIZE, viewBox: `0 0 ${SIZE} ${SIZE}`, role: "img" });
  readonly #table = html("table", { class: "al-ring-table" });
  readonly #key = html("p", { class: "al-ring-key" });
  readonly #bytes = html("div", { class: "al-ring-bytes" });
  readonly #playback: Playback;
  readonly #hint = html("p", { class: "al-play-hint" });
  readonly #notice = html("p", { class: "al-play-notice", role: "status" });
  readonly #code: Code;
  readonly #cleanup = new Cleanup();
  readonly #redraw: () => void;
  readonly #latest: Latest<RingRun> | undefined;
  #run: RingRun | undefined;
  #seen: Ring | undefined;
  #cells: HTMLElement[][] = [];
  #whole: HTMLElement[] = [];
  #t: Translate;

  constructor(t: Translate, kernel: Kernel | undefined) {
    this.#t = t;
    const cleanup = this.#cleanup;
    this.#redraw = oncePerFrame(() => this.#draw(), cleanup);
    this.#code = new Code(t, cleanup);
    this.#playback = new Playback(t, cleanup, "ring", this.#redraw);
    this.#world = new Slider(cleanup, { low: 2, high: 8, step: 1 }, (world) => this.#ask({ world }));
    this.#again = button(cleanup, "ring-again", () => this.#ask({ seed: (this.#run?.seed ?? 0) + 1 }));
    this.#world.disabled = this.#again.disabled = kernel === undefined;
    if (kernel)
      this.#latest = new Latest<RingRun>(
        kernel,
        "run",
        ({ reply, buffers }) => this.#show(reply, floats(buffers[0]), 0),
        (words) => setText(this.#notice, words),
      );
    this.bar.append(this.#title, this.#world.element, this.#again);
    this.element.append(
      this.bar,
      this.#about,
      html(
        "div",
        { class: "al-ring-body" },
        this.#picture,
        html(
          "div",
          { class: "al-ring-side" },
          html("div", { class: "al-ring-scroll" }, this.#table),
          this.#key,
          this.#bytes,
        ),
      ),
      this.#playback.element,
      html("div", { class: "al-play-words" }, this.#hint, this.#notice),
      this.#code.element,
    );
    onTheme(this.#redraw, cleanup);
  }

  words(t: Translate): void {
    this.#t = t;
    setText(this.#title, t("ring.title"));
    this.#world.words(t("ring.world"));
    label(this.#again, undefined, t("ring.again"));
    setText(this.#hint, t(this.#latest ? "ring.hint" : "play.still"));
    setText(this.#key, t("ring.key"));
    this.#playback.words(t, "ring.playhead");
    this.#code.words(t);
    this.#build();
    this.#redraw();
  }

  update(state: RingState): void {
    this.#show(state.run, decode(state.values), 0);
  }

  destroy(): void {
    this.#cleanup.run();
  }

  #ask(what: Partial<Pick<RingRun, "world" | "seed">>): void {
    const run = this.#run;
    if (run) this.#latest?.ask({ world: run.world, seed: run.seed, ...what });
  }

  #show(run: RingRun, values: Float32Array, at: number): void {
    this.#run = run;
    this.#seen = ring(run, values);
    this.#world.show(run.world);
    this.#code.show(run.code);
    this.#build();
    this.#playback.load(run.steps.length - 1, (run.steps.length - 1) * PACE, at);
    this.#redraw();
  }

  #build(): void {
    const run = this.#run;
    if (!run) return;
    const t = this.#t;
    const numbers = Array.from({ length: run.world }, (_, i) => i);
    const head = html(
      "tr",
      {},
      html("td"),
      ...numbers.map((i) => html("th", { scope: "col" }, t("ring.chunk", { chunk: i }))),
    );
    const row = (name: string, cells: HTMLElement[]): HTMLElement =>
      html("tr", {}, html("th", { scope: "row" }, name), ...cells);
    this.#cells = numbers.map(() => numbers.map(() => html("td")));
    this.#whole = numbers.map(() => html("td"));
    const last = row(t("ring.whole"), this.#whole);
    last.className = "al-ring-whole";
    this.#table.replaceChildren(
      html("thead", {}, head),
      html("tbody", {}, ...numbers.map((rank) => row(t("ring.worker", { rank }), this.#cells[rank]!)), last),
    );
  }

  #draw(): void {
    const [run, seen] = [this.#run, this.#seen];
    if (!run || !seen) return;
    this.#playback.draw();
    const look = palette(this.element);
    const step = Math.floor(this.#playback.at);
    const part = this.#playback.at - step;
    const next = part > 0 ? run.steps[step + 1] : undefined;
    const shown = next ?? run.steps[step]!;
    this.#tell(run, next ? step + 1 : step);
    this.#drawTable(run, seen, step, next?.sends ?? [], look);
    this.#drawRing(run, seen, step, part, next?.sends ?? [], look);
    this.#drawBytes(run, shown.sent, look);
  }

  #tell(run: RingRun, step: number): void {
    const { phase, sends } = run.steps[step]!;
    const values = {
      world: run.world,
      share: run.share,
      batch: run.share * run.world,
      turn: step,
      turns: run.steps.length - 2,
      chunk: sends[0] ?? 0,
      difference: format.number(Number(run.difference), 2),
    };
    setText(this.#about, this.#t(`ring.${phase}` as MessageKey, values));
  }

  #drawTable(run: RingRun, seen: Ring, step: number, sends: readonly number[], look: Palette): void {
    const [gradients, counts] = [seen.gradients[step]!, seen.counts[step]!];
    const came = sends.length > 0 ? [] : arrivals(run.steps[step]!.sends);
    this.#cells.forEach((row, rank) => {
      row.forEach((cell, chunk) => {
        this.#fill(cell, gradients[rank]!, chunk, run);
        const count = counts[rank]![chunk]!;
        cell.style.background = css(
          mix(look.paper, look.blue, 0.05 + (0.42 * (count - 1)) / Math.max(1, run.world - 1)),
        );
        cell.classList.toggle("al-sends", sends[rank] === chunk);
        cell.classList.toggle("al-came", came[rank] === chunk);
        cell.title = this.#t("ring.count", { count, world: run.world });
      });
    });
    this.#whole.forEach((cell, chunk) => {
      this.#fill(cell, seen.whole, chunk, run);
      cell.classList.toggle("al-same", run.steps[step]!.phase === "mean");
    });
  }

  #fill(cell: HTMLElement, gradient: Float32Array, chunk: number, run: RingRun): void {
    const each = run.size / run.world;
    const numbers = [...gradient.subarray(chunk * each, (chunk + 1) * each)];
    numbers.forEach((value, i) => {
      const span = cell.children[i] ?? cell.appendChild(html("span"));
      setText(span, value.toFixed(2).replace("-", "−"));
    });
  }

  #drawRing(
    run: RingRun,
    seen: Ring,
    step: number,
    part: number,
    sends: readonly number[],
    look: Palette,
  ): void {
    const { world } = run;
    const middle = SIZE / 2;
    const place = (rank: number): readonly [number, number] => {
      const angle = (2 * Math.PI * rank) / world - Math.PI / 2;
      return [middle + RADIUS * Math.cos(angle), middle + RADIUS * Math.sin(angle)];
    };
    const parts: SVGElement[] = [svg("circle", { cx: middle, cy: middle, r: RADIUS, class: "al-ring-way" })];
    for (let rank = 0; rank < world; rank++) {
      const angle = (2 * Math.PI * (rank + 0.5)) / world - Math.PI / 2;
      const [x, y] = [middle + RADIUS * Math.cos(angle), middle + RADIUS * Math.sin(angle)];
      const turn = (angle * 180) / Math.PI + 90;
      parts.push(
        svg("path", {
          d: "M-4,-5 L4,0 L-4,5",
          class: "al-ring-arrow",
          transform: `translate(${x},${y}) rotate(${turn})`,
        }),
      );
    }
    const box = world > 5 ? 8 : 11; // a ring of many has small workers
    const width = world * box + 12;
    for (let rank = 0; rank < world; rank++) {
      const [x, y] = place(rank);
      const cells = Array.from({ length: world }, (_, chunk) => {
        const count = seen.counts[step]![rank]![chunk]!;
        return svg("rect", {
          x: x - width / 2 + 6 + chunk * box,
          y: y - 2,
          width: box - 2,
          height: 16,
          rx: 2,
          fill: css(mix(look.paper, look.blue, 0.1 + (0.8 * (count - 1)) / Math.max(1, world - 1))),
          stroke: css(mix(look.paper, look.blue, 0.6)),
        });
      });
      parts.push(
        svg("rect", {
          class: "al-ring-worker",
          x: x - Math.max(width, 74) / 2,
          y: y - 22,
          width: Math.max(width, 74),
          height: 44,
          rx: 8,
        }),
        svg("text", { x, y: y - 8, "text-anchor": "middle" }, this.#t("ring.worker", { rank })),
        ...cells,
      );
    }
    sends.forEach((chunk, rank) => {
      // Slow at both ends, so that the eye can follow.
      const along = part * part * (3 - 2 * part);
      const angle = (2 * Math.PI * (rank + along)) / world - Math.PI / 2;
      const [x, y] = [middle + RADIUS * Math.cos(angle), middle + RADIUS * Math.sin(angle)];
      parts.push(
        svg("circle", { class: "al-ring-packet", cx: x, cy: y, r: 12 }),
        svg("text", { class: "al-ring-packet-name", x, y: y + 4, "text-anchor": "middle" }, String(chunk)),
      );
    });
    this.#picture.setAttribute("aria-label", this.#t("ring.label", { world, step }));
    this.#picture.replaceChildren(...parts);
  }

  #drawBytes(run: RingRun, sent: number, look: Palette): void {
    const ringTotal = run.steps.at(-1)!.sent;
    const most = Math.max(ringTotal, run.naive);
    const bar = (words: string, value: number, total: number, color: string): HTMLElement => {
      const fill = html("i");
      fill.style.width = `${(100 * value) / most}%`;
      fill.style.background = color;
      const room = html("span", { class: "al-ring-bar" }, fill);
      return html(
        "div",
        {},
        html("span", {}, words),
        room,
        html("b", {}, this.#t("ring.bytes", { value, total })),
      );
    };
    this.#bytes.replaceChildren(
      bar(this.#t("ring.sent"), sent, ringTotal, css(look.blue)),
      bar(this.#t("ring.naive"), run.naive, run.naive, css(look.orange)),
      html(
        "p",
        {},
        this.#t("ring.rule", {
          world: run.world,
          ring: Math.round((200 * (run.world - 1)) / run.world),
          naive: 100 * (run.world - 1),
        }),
      ),
    );
  }
}
