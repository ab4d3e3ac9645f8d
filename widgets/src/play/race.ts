/** The optimizer race: a surface from above, each racer's trail, and what it costs to go too fast. */

import { decode, floats } from "../cards/content.ts";
import { onDrag, Plane } from "../cards/plane.ts";
import { Cleanup, html, oncePerFrame, setText } from "../dom.ts";
import * as format from "../format.ts";
import type { RaceRun, Racer, RaceState, SurfaceInfo } from "../generated/protocol.ts";
import type { Translate } from "../i18n.ts";
import type { Kernel, View } from "../inline.ts";
import { css, marker, onTheme, type Palette, palette } from "../palette.ts";
import { Code } from "./code.ts";
import { contour } from "./contour.ts";
import { Choice, keepKeys, Slider } from "./controls.ts";
import { Latest } from "./latest.ts";
import { type Line, LossChart } from "./loss-chart.ts";
import { Playback } from "./playback.ts";
import { leaves, type Path, paths } from "./trails.ts";

const SECONDS = 7; // a whole race takes
const ASPECT = 0.74;

interface Row {
  readonly element: HTMLElement;
  readonly on: HTMLInputElement;
  readonly sign: HTMLElement;
  readonly rate: Slider;
  readonly loss: HTMLElement;
}

export class RaceView implements View<RaceState> {
  readonly element = html("section", { class: "al-play al-race" });
  readonly bar = html("div", { class: "al-play-head" });
  readonly #title = html("h3", { class: "al-title" });
  readonly #hint = html("p", { class: "al-play-hint" });
  readonly #notice = html("p", { class: "al-play-notice", role: "status" });
  readonly #about = html("p", { class: "al-play-about" });
  readonly #surfaces: Choice;
  readonly #plane = new Plane();
  readonly #rows = html("div", { class: "al-racers", role: "group" });
  readonly #heads = [html("span"), html("span"), html("span")];
  readonly #chart = new LossChart();
  readonly #code: Code;
  readonly #playback: Playback;
  readonly #left = html("div", { class: "al-race-left" });
  readonly #side = html("div", { class: "al-race-side" });
  readonly #cleanup = new Cleanup();
  readonly #redraw: () => void;
  readonly #latest: Latest<RaceRun> | undefined;
  #list: Row[] = [];
  #state: RaceState | undefined;
  #run: RaceRun | undefined;
  #racers: Racer[] = [];
  #start: readonly [number, number] = [0, 0];
  #surface = "";
  #heights: Float32Array = new Float32Array();
  #paths: Path[] = [];
  #background: { readonly key: string; readonly picture: HTMLCanvasElement } | undefined;
  #t: Translate;

  constructor(t: Translate, kernel: Kernel | undefined) {
    this.#t = t;
    const cleanup = this.#cleanup;
    this.#redraw = oncePerFrame(() => this.#draw(), cleanup);
    this.#surfaces = new Choice(cleanup, (key) => this.#choose(key));
    this.#surfaces.disabled = kernel === undefined;
    this.#code = new Code(t, cleanup);
    this.#playback = new Playback(t, cleanup, "race", this.#redraw);
    if (kernel) {
      this.#latest = new Latest<RaceRun>(
        kernel,
        "run",
        ({ reply, buffers }) => this.#show(reply, floats(buffers[0]), floats(buffers[1])),
        (words) => setText(this.#notice, words),
      );
      onDrag(
        this.#plane.canvas,
        cleanup,
        () => true,
        (event) => this.#move(this.#plane.at(event)),
        () => {},
      );
      cleanup.listen<KeyboardEvent>(this.#plane.canvas, "keydown", (event) => this.#keyboard(event));
      this.#plane.canvas.tabIndex = 0;
      this.#plane.canvas.setAttribute("role", "application");
      this.#plane.canvas.classList.add("al-grab");
    }
    this.#left.append(this.#plane.element);
    this.#side.append(this.#about, this.#rows, this.#chart.element);
    this.bar.append(this.#title, this.#surfaces.element);
    this.element.append(
      this.bar,
      html("div", { class: "al-race-body" }, this.#left, this.#side),
      this.#playback.element,
      html("div", { class: "al-play-words" }, this.#hint, this.#notice),
      this.#code.element,
    );
    onTheme(this.#redraw, cleanup);
    const size = new ResizeObserver(this.#redraw);
    size.observe(this.element);
    cleanup.add(() => size.disconnect());
  }

  words(t: Translate): void {
    this.#t = t;
    setText(this.#title, t("race.title"));
    setText(this.#hint, t(this.#latest ? "race.hint" : "play.still"));
    this.#playback.words(t, "race.playhead");
    this.#rows.setAttribute("aria-label", t("race.racers"));
    (["race.racers", "race.rate", "race.loss"] as const).forEach((key, i) => {
      setText(this.#heads[i]!, t(key));
    });
    this.#chart.words(t("race.chart"));
    this.#code.words(t);
    this.#offer();
    this.#redraw();
  }

  update(state: RaceState): void {
    this.#state = state;
    this.#surface = state.run.surface;
    this.#racers = [...state.run.racers];
    this.#start = [state.run.start[0]!, state.run.start[1]!];
    this.#offer();
    this.#line();
    this.#show(state.run, decode(state.heights), decode(state.paths));
  }

  destroy(): void {
    this.#cleanup.run();
  }

  #offer(): void {
    const surfaces = this.#state?.surfaces ?? [];
    const shown = this.#latest ? surfaces : surfaces.filter(({ key }) => key === this.#surface);
    const options = shown.map(({ key, name }) => [key, this.#t.say(name)] as const);
    this.#surfaces.offer(this.#t("race.surface"), options, this.#surface);
    setText(this.#about, this.#t.say(this.#info()?.words ?? ""));
    this.#racers.forEach(({ name }, i) => {
      this.#list[i]?.on.setAttribute("aria-label", this.#t("race.on", { name }));
      this.#list[i]?.rate.words(this.#t("race.rate.of", { name }));
    });
  }

  #info(): SurfaceInfo | undefined {
    return this.#state?.surfaces.find(({ key }) => key === this.#surface);
  }

  #line(): void {
    this.#list = this.#racers.map(({ name }, i) => {
      const on = html("input", { type: "checkbox", disabled: !this.#latest, "data-testid": `racer-${name}` });
      const sign = html("i", { class: "al-racer-sign" });
      const loss = html("span", { class: "al-racer-loss" });
      const rate = new Slider(this.#cleanup, { low: 1e-4, high: 10 }, (lr) => this.#change(i, { lr }));
      rate.disabled = !this.#latest;
      this.#cleanup.listen(on, "change", () => this.#change(i, { on: on.checked }));
      keepKeys(on, this.#cleanup);
      const names = html("label", { class: "al-racer-name" }, on, sign, html("bdi", { title: name }, name));
      return { element: html("div", { class: "al-racer" }, names, rate.element, loss), on, sign, rate, loss };
    });
    const head = html("div", { class: "al-racer al-racer-head", "aria-hidden": "true" }, ...this.#heads);
    this.#rows.replaceChildren(head, ...this.#list.map(({ element }) => element));
    this.#offer();
  }

  #choose(key: string): void {
    const info = this.#state?.surfaces.find((surface) => surface.key === key);
    if (!info) return;
    this.#surface = key;
    this.#start = [info.start[0]!, info.start[1]!];
    this.#racers = this.#racers.map((racer) => ({ ...racer, lr: info.rates[racer.name] ?? racer.lr }));
    this.#offer();
    this.#ask();
  }

  #change(index: number, what: Partial<Racer>): void {
    this.#racers = this.#racers.map((racer, i) => (i === index ? { ...racer, ...what } : racer));
    this.#ask();
  }

  #move([x, y]: readonly [number, number]): void {
    const [left = 0, right = 1, bottom = 0, top = 1] = this.#info()?.extent ?? [];
    const fine = (value: number, low: number, high: number) =>
      Number(Math.min(high, Math.max(low, value)).toFixed(3));
    this.#start = [fine(x, left, right), fine(y, bottom, top)];
    this.#ask();
  }

  #keyboard(event: KeyboardEvent): void {
    event.stopPropagation();
    const move = { ArrowUp: [0, 1], ArrowDown: [0, -1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] }[event.key];
    if (!move) return;
    event.preventDefault();
    const [left = 0, right = 1, bottom = 0, top = 1] = this.#info()?.extent ?? [];
    const far = event.shiftKey ? 10 : 50;
    const [x, y] = this.#start;
    this.#move([x + (move[0]! * (right - left)) / far, y + (move[1]! * (top - bottom)) / far]);
  }

  #ask(): void {
    this.#playback.stop();
    this.#latest?.ask({
      surface: this.#surface,
      start: this.#start,
      racers: this.#racers,
      steps: this.#run?.steps ?? 200,
    });
    this.#redraw();
  }

  #show(run: RaceRun, heights: Float32Array, numbers: Float32Array): void {
    this.#run = run;
    this.#heights = heights;
    this.#paths = paths(run.trails, numbers);
    this.#playback.load(run.steps, SECONDS, run.steps); // the whole way at once; playing it is the learner's choice
    this.#code.show(run.code);
    this.#redraw();
  }

  #draw(): void {
    const run = this.#run;
    const info = this.#state?.surfaces.find(({ key }) => key === run?.surface);
    if (!run || !info) return;
    this.#playback.draw();
    const t = this.#t;
    const look = palette(this.element);
    const width = Math.min(660, this.#left.clientWidth || 600);
    const [left = 0, right = 1, bottom = 0, top = 1] = info.extent;
    this.#plane.place(
      { left, right, bottom, top },
      width,
      width * ASPECT,
      info.axes[0] ?? "x",
      info.axes[1] ?? "y",
    );
    const context = this.#plane.begin();
    const key = [run.surface, this.#plane.width, this.#plane.height, look.paper, this.#heights.length].join();
    if (this.#background?.key !== key) {
      const grid = [run.grid[0]!, run.grid[1]!] as const;
      this.#background = {
        key,
        picture: contour(this.#heights, grid, this.#plane.width, this.#plane.height, look),
      };
    }
    context.drawImage(this.#background.picture, 0, 0);
    const step = Math.floor(this.#playback.at);
    const colors = run.racers.map((_, i) => css(look.classes[i % look.classes.length]!));
    for (const path of this.#paths) {
      const i = run.racers.findIndex(({ name }) => name === path.trail.name);
      this.#trail(context, path, step, colors[i]!, i, look);
    }
    for (const [x, y] of info.minima) this.#minimum(context, x!, y!, look);
    this.#begin(context, look);
    this.#list.forEach((row, i) => {
      this.#row(row, i, step, colors[i] ?? "", info);
    });
    const lines: Line[] = this.#paths.map((path) => ({
      y: path.loss,
      color: colors[run.racers.findIndex(({ name }) => name === path.trail.name)]!,
    }));
    this.#chart.update(lines, run.steps, step, this.#side.clientWidth || 300, 150);
    const gone = this.#paths
      .map((path) => ({ name: path.trail.name, step: leaves(path, info.extent) }))
      .filter((one) => one.step !== undefined && one.step <= step)
      .map((one) => t("race.left.words", { name: one.name, step: one.step! }));
    this.#plane.canvas.setAttribute(
      "aria-label",
      t("race.label", {
        name: t.say(info.name),
        x: format.number(this.#start[0]),
        y: format.number(this.#start[1]),
        racers: gone.join(". "),
      }),
    );
  }

  #row(row: Row, index: number, step: number, color: string, info: SurfaceInfo): void {
    const racer = this.#racers[index]!;
    row.on.checked = racer.on;
    row.element.classList.toggle("al-off", !racer.on);
    row.sign.style.background = color;
    row.sign.dataset.kind = String(index % 4);
    row.rate.show(racer.lr);
    const path = this.#paths.find(({ trail }) => trail.name === racer.name);
    if (!path || !racer.on) {
      setText(row.loss, "");
      return;
    }
    const gone = leaves(path, info.extent);
    const lost = gone !== undefined && gone <= step;
    row.loss.classList.toggle("al-lost", lost);
    const here = path.loss[Math.min(step, path.loss.length - 1)]!;
    setText(row.loss, lost ? this.#t("race.left", { step: gone }) : format.number(here));
  }

  #trail(
    context: CanvasRenderingContext2D,
    path: Path,
    step: number,
    color: string,
    kind: number,
    look: Palette,
  ): void {
    const end = Math.min(step + 1, path.x.length);
    const line = (width: number, style: string): void => {
      context.beginPath();
      for (let i = 0; i < end; i++) {
        // Beyond this a canvas may lose its way; the line has long left the picture.
        const x = Math.max(-1e4, Math.min(1e4, this.#plane.x(path.x[i]!)));
        const y = Math.max(-1e4, Math.min(1e4, this.#plane.y(path.y[i]!)));
        if (Number.isNaN(x + y)) break;
        if (i === 0) context.moveTo(x, y);
        else context.lineTo(x, y);
      }
      context.lineWidth = width;
      context.strokeStyle = style;
      context.lineJoin = "round";
      context.stroke();
    };
    line(4.5, css(look.paper));
    line(2.2, color);
    context.fillStyle = color;
    for (let i = 1; i < end - 1; i++) {
      const [x, y] = [this.#plane.x(path.x[i]!), this.#plane.y(path.y[i]!)];
      context.fillRect(x - 1.6, y - 1.6, 3.2, 3.2);
    }
    const x = this.#plane.x(path.x[end - 1]!);
    const y = this.#plane.y(path.y[end - 1]!);
    if (!Number.isFinite(x + y)) return;
    marker(context, kind, x, y, 6);
    context.fillStyle = color;
    context.fill();
    context.lineWidth = 2;
    context.strokeStyle = css(look.paper);
    context.stroke();
  }

  #begin(context: CanvasRenderingContext2D, look: Palette): void {
    const [x, y] = [this.#plane.x(this.#start[0]), this.#plane.y(this.#start[1])];
    context.beginPath();
    context.arc(x, y, 8, 0, 2 * Math.PI);
    context.lineWidth = 4;
    context.strokeStyle = css(look.paper);
    context.stroke();
    context.lineWidth = 2;
    context.strokeStyle = css(look.ink);
    context.stroke();
  }

  #minimum(context: CanvasRenderingContext2D, x: number, y: number, look: Palette): void {
    const [px, py] = [this.#plane.x(x), this.#plane.y(y)];
    context.beginPath();
    context.moveTo(px - 5, py - 5);
    context.lineTo(px + 5, py + 5);
    context.moveTo(px + 5, py - 5);
    context.lineTo(px - 5, py + 5);
    context.lineWidth = 2;
    context.strokeStyle = css(look.ink);
    context.stroke();
  }
}
