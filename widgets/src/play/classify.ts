/** Two classes of points, drawn by hand if one likes, and a network that learns to tell them apart. */

import { decode, floats } from "../cards/content.ts";
import { classSign, fieldBytes, percentOf } from "../cards/field.ts";
import { onDrag, Plane, spread } from "../cards/plane.ts";
import { Cleanup, html, oncePerFrame, setText } from "../dom.ts";
import * as format from "../format.ts";
import type { ClassifyRun, ClassifySettings, ClassifyState } from "../generated/protocol.ts";
import type { MessageKey, Translate } from "../i18n.ts";
import type { Kernel, View } from "../inline.ts";
import { classColors, css, marker, onTheme, type Palette, palette } from "../palette.ts";
import { inputMap, type Picture, picture, reach } from "./classify-numbers.ts";
import { Code } from "./code.ts";
import { button, Choice, keepKeys, label, Slider } from "./controls.ts";
import { Latest } from "./latest.ts";
import { LossChart } from "./loss-chart.ts";
import { type Chosen, Network, signedBytes } from "./network.ts";

const PRESETS = ["circles", "moons", "xor", "spirals", "groups"] as const;
const ACTIVATIONS = ["Tanh", "ReLU", "Sigmoid", "Identity"] as const;
const OPTIMIZERS = ["SGD", "momentum", "RMSprop", "Adam"] as const;
const BATCHES = ["1", "16", "0"] as const;
const SPEEDS = ["1", "10", "50"] as const;
const SPRAY = 0.14; // how far from the pointer a drawn point may fall
const MOST = 600;

type Chooser = "data" | "activation" | "optimizer" | "batch" | "speed" | "brush";
type Brush = "0" | "1" | "erase";
type Point = readonly [x: number, y: number, kind: number];

export class ClassifyView implements View<ClassifyState> {
  readonly element = html("section", { class: "al-play al-classify" });
  readonly bar = html("div", { class: "al-play-head" });
  readonly #title = html("h3", { class: "al-title" });
  readonly #counts = html("div", { class: "al-classify-counts", "data-testid": "classify-counts" });
  readonly #toggle: HTMLButtonElement;
  readonly #once: HTMLButtonElement;
  readonly #again: HTMLButtonElement;
  readonly #clear: HTMLButtonElement;
  readonly #choices: Readonly<Record<Chooser, Choice>>;
  readonly #names = new Map<Choice, HTMLElement>();
  readonly #lr: Slider;
  readonly #noise: Slider;
  readonly #network: Network;
  readonly #middle = html("div", { class: "al-classify-middle" });
  readonly #right = html("div", { class: "al-classify-right" });
  readonly #plane = new Plane();
  readonly #caption = html("p", { class: "al-classify-caption" });
  readonly #key = html("div", { class: "al-classify-key" });
  readonly #chart = new LossChart();
  readonly #hint = html("p", { class: "al-play-hint" });
  readonly #notice = html("p", { class: "al-play-notice", role: "status" });
  readonly #code: Code;
  readonly #cleanup = new Cleanup();
  readonly #redraw: () => void;
  readonly #train: Latest<ClassifyRun> | undefined;
  readonly #change: Latest<ClassifyRun> | undefined;
  #settings: ClassifySettings | undefined;
  #run: ClassifyRun | undefined;
  #seen: Picture | undefined;
  #chosen: Chosen | undefined;
  #drawn: Point[] | undefined; // until the kernel has answered, what was drawn counts
  #cursor: readonly [number, number] | undefined;
  #brush: Brush = "0";
  #speed = 10;
  #running = false;
  #visible = true;
  #t: Translate;

  constructor(t: Translate, kernel: Kernel | undefined) {
    this.#t = t;
    const cleanup = this.#cleanup;
    this.#redraw = oncePerFrame(() => this.#draw(), cleanup);
    this.#code = new Code(t, cleanup);
    this.#toggle = button(cleanup, "classify-play", () => this.#play(!this.#running));
    this.#once = button(cleanup, "classify-once", () => {
      this.#play(false);
      this.#train?.ask({ steps: 1 });
    });
    this.#again = button(cleanup, "classify-reset", () =>
      this.#set({ seed: (this.#settings?.seed ?? 0) + 1 }),
    );
    this.#clear = button(cleanup, "classify-clear", () => this.#paint([]));
    this.#toggle.className = "al-main";
    this.#choices = {
      data: new Choice(cleanup, (data) => this.#set({ data })),
      activation: new Choice(cleanup, (activation) => this.#set({ activation })),
      optimizer: new Choice(cleanup, (optimizer) => this.#set({ optimizer })),
      batch: new Choice(cleanup, (batch) => this.#set({ batch: Number(batch) })),
      speed: new Choice(cleanup, (speed) => {
        this.#speed = Number(speed);
      }),
      brush: new Choice(cleanup, (brush) => {
        this.#brush = brush as Brush;
      }),
    };
    this.#lr = new Slider(cleanup, { low: 1e-4, high: 3 }, (lr) => this.#set({ lr }));
    this.#noise = new Slider(cleanup, { low: 0, high: 1, step: 0.1 }, (noise) => this.#set({ noise }));
    this.#network = new Network(
      t,
      cleanup,
      kernel === undefined,
      (chosen) => {
        this.#chosen = chosen;
        this.#redraw();
      },
      (hidden) => this.#set({ hidden }),
    );
    if (kernel) this.#watch(cleanup);
    const answered = ({ reply, buffers }: { reply: ClassifyRun; buffers: readonly DataView[] }): void =>
      this.#show(reply, floats(buffers[0]));
    const failed = (words: string): void => {
      setText(this.#notice, words);
      if (words) this.#play(false);
    };
    if (kernel) {
      this.#train = new Latest(kernel, "train", answered, failed);
      this.#change = new Latest(kernel, "change", answered, failed);
    }
    this.#lay(kernel === undefined);
    onTheme(this.#redraw, cleanup);
    const size = new ResizeObserver(this.#redraw);
    size.observe(this.element);
    cleanup.add(() => size.disconnect());
  }

  #lay(still: boolean): void {
    const row = (choice: Choice): HTMLElement => {
      const name = html("h4");
      this.#names.set(choice, name);
      choice.disabled = still;
      return html("div", { class: "al-setting" }, name, choice.element);
    };
    const { data, activation, optimizer, batch, speed, brush } = this.#choices;
    this.#lr.disabled = this.#noise.disabled = still;
    for (const one of [this.#toggle, this.#once, this.#again, this.#clear]) one.disabled = still;
    const settings = html(
      "div",
      { class: "al-classify-left" },
      row(data),
      html("div", { class: "al-setting" }, this.#noise.element),
      row(activation),
      row(optimizer),
      html("div", { class: "al-setting" }, this.#lr.element),
      row(batch),
      row(speed),
    );
    this.#middle.append(this.#network.element);
    const buttons = html("div", { class: "al-classify-buttons" }, this.#toggle, this.#once, this.#again);
    this.bar.append(this.#title, buttons, this.#counts);
    const brushes = html("div", { class: "al-classify-brush" }, row(brush), this.#clear);
    this.#right.append(
      brushes,
      this.#plane.element,
      html("div", { class: "al-classify-under" }, this.#caption, this.#key),
    );
    this.element.append(
      this.bar,
      html("div", { class: "al-classify-body" }, settings, this.#middle, this.#right),
      html("div", { class: "al-play-words" }, this.#hint, this.#notice),
      this.#code.element,
    );
    this.#middle.append(this.#chart.element);
  }

  /** Nothing is asked for while the view cannot be seen, and points are drawn with pointer or keys. */
  #watch(cleanup: Cleanup): void {
    const observer = new IntersectionObserver((entries) => {
      this.#visible = entries.some((entry) => entry.isIntersecting);
      if (this.#visible) this.#redraw();
    });
    observer.observe(this.element);
    cleanup.add(() => observer.disconnect());
    const { canvas } = this.#plane;
    let last: readonly [number, number] | undefined;
    onDrag(
      canvas,
      cleanup,
      () => {
        last = undefined;
        return true;
      },
      (event) => {
        const at = this.#plane.at(event);
        const moved = last
          ? Math.hypot(
              this.#plane.x(at[0]) - this.#plane.x(last[0]),
              this.#plane.y(at[1]) - this.#plane.y(last[1]),
            )
          : 99;
        if (moved < 7 || !this.#plane.contains(at)) return;
        last = at;
        this.#stroke(at, this.#brush === "erase" ? 0 : SPRAY);
      },
      () => {},
    );
    canvas.tabIndex = 0;
    canvas.setAttribute("role", "application");
    canvas.classList.add("al-grab");
    cleanup.listen<KeyboardEvent>(canvas, "keydown", (event) => this.#keyboard(event));
    keepKeys(canvas, cleanup);
  }

  words(t: Translate): void {
    this.#t = t;
    setText(this.#title, t("classify.title"));
    setText(this.#hint, t(this.#train ? "classify.hint" : "play.still"));
    label(this.#once, "step", t("play.step"));
    label(this.#again, "reset", t("classify.again"));
    label(this.#clear, undefined, t("classify.clear"));
    this.#lr.words(t("classify.lr"));
    this.#noise.words(t("classify.noise"));
    this.#chart.words(t("classify.chart"));
    this.#network.words(t);
    this.#code.words(t);
    this.#offer();
    this.#redraw();
  }

  update(state: ClassifyState): void {
    this.#settings = state.run.settings;
    this.#show(state.run, decode(state.values));
    this.#offer();
  }

  destroy(): void {
    this.#running = false;
    this.#cleanup.run();
  }

  #offer(): void {
    const t = this.#t;
    const settings = this.#settings;
    if (!settings) return;
    const offer = (name: Chooser, keys: readonly string[], key: string): void => {
      const choice = this.#choices[name];
      const words = t(`classify.${name}` as MessageKey);
      setText(this.#names.get(choice)!, words);
      const options = keys.map((one) => [one, wordsOf(t, name, one)] as const);
      choice.offer(words, options, key);
    };
    offer("data", settings.data === "own" ? [...PRESETS, "own"] : PRESETS, settings.data);
    offer("activation", ACTIVATIONS, settings.activation);
    offer("optimizer", OPTIMIZERS, settings.optimizer);
    offer("batch", BATCHES, String(settings.batch));
    offer("speed", SPEEDS, String(this.#speed));
    offer("brush", ["0", "1", "erase"], this.#brush);
    this.#lr.show(settings.lr);
    this.#noise.show(settings.noise);
  }

  #set(what: Partial<ClassifySettings>): void {
    if (!this.#settings || !this.#change) return;
    this.#settings = { ...this.#settings, ...what };
    if (what.data !== undefined) this.#drawn = undefined;
    this.#offer();
    this.#change.ask(
      this.#drawn ? { settings: this.#settings, points: this.#drawn } : { settings: this.#settings },
    );
  }

  #stroke([x, y]: readonly [number, number], spray: number): void {
    const points = this.#points();
    if (this.#brush === "erase") {
      const far = (point: Point): boolean =>
        Math.hypot(this.#plane.x(point[0]) - this.#plane.x(x), this.#plane.y(point[1]) - this.#plane.y(y)) >
        16;
      this.#paint(points.filter(far));
      return;
    }
    const jitter = (): number => (Math.random() - 0.5) * 2 * spray;
    const fine = (value: number): number => Number(value.toFixed(2));
    this.#paint(
      [...points, [fine(x + jitter()), fine(y + jitter()), Number(this.#brush)] as const].slice(-MOST),
    );
  }

  #points(): readonly Point[] {
    if (this.#drawn) return this.#drawn;
    const points = this.#seen?.points;
    if (!points) return [];
    const fine = (value: number): number => Number(value.toFixed(3));
    return Array.from(points.x, (x, i) => [fine(x), fine(points.y[i]!), points.kind[i]!] as const);
  }

  #paint(points: readonly Point[]): void {
    if (!this.#settings) return;
    this.#drawn = [...points];
    this.#settings = { ...this.#settings, data: "own" };
    this.#offer();
    this.#change?.ask({ settings: this.#settings, points: this.#drawn });
    this.#redraw();
  }

  #keyboard(event: KeyboardEvent): void {
    event.stopPropagation();
    const [left = 0, right = 1, bottom = 0, top = 1] = this.#run?.extent ?? [];
    const [x, y] = this.#cursor ?? [(left + right) / 2, (bottom + top) / 2];
    const move = { ArrowUp: [0, 1], ArrowDown: [0, -1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] }[event.key];
    if (move) {
      const to = [x + (move[0]! * (right - left)) / 30, y + (move[1]! * (top - bottom)) / 30] as const;
      if (this.#plane.contains(to)) this.#cursor = to;
    } else if (event.key === " " || event.key === "Enter") {
      this.#cursor = [x, y];
      this.#stroke([x, y], 0);
    } else return;
    event.preventDefault();
    this.#redraw();
  }

  #play(on: boolean): void {
    if (on === this.#running) return;
    this.#running = on;
    this.#redraw();
  }

  #show(run: ClassifyRun, values: Float32Array): void {
    this.#run = run;
    this.#seen = picture(run, values);
    if (!this.#change?.busy) this.#drawn = undefined;
    this.#code.show(run.code);
    this.#redraw();
  }

  #draw(): void {
    const [run, seen] = [this.#run, this.#seen];
    if (!run || !seen) return;
    // Drawn and visible: ask for what comes next. A page that nobody sees asks for nothing.
    if (this.#running && this.#visible && !this.#train?.busy) this.#train?.ask({ steps: this.#speed });
    const look = ours(palette(this.element));
    const t = this.#t;
    label(this.#toggle, this.#running ? "pause" : "play", t(this.#running ? "play.pause" : "classify.train"));
    this.#network.update(run.settings.hidden, seen, run.field, this.#middle.clientWidth || 400, look);
    this.#drawPlane(run, seen, look);
    const width = this.#middle.clientWidth || 400;
    const last = run.history > 0 ? seen.history.step[run.history - 1]! : 0;
    const lines = [{ x: seen.history.step, y: seen.history.train, color: css(look.ink) }];
    if (run.test !== null)
      lines.push({ x: seen.history.step, y: seen.history.test, color: css(look.missing) });
    this.#chart.update(
      lines.map((line, i) => ({ ...line, dashed: i === 1 })),
      Math.max(1, last),
      undefined,
      width,
      120,
    );
    const count = (name: MessageKey, value: string): HTMLElement =>
      html("span", {}, t(name), " ", html("b", {}, value));
    this.#counts.dataset.step = String(run.step);
    this.#counts.replaceChildren(
      count("classify.step", format.count(run.step)),
      count("classify.train.loss", format.number(Number(run.train))),
      ...(run.test === null ? [] : [count("classify.test.loss", format.number(Number(run.test)))]),
      count("classify.accuracy", `${percentOf(Number(run.accuracy))}%`),
    );
  }

  #drawPlane(run: ClassifyRun, seen: Picture, look: Palette): void {
    const t = this.#t;
    const width = Math.min(430, this.#right.clientWidth || 400);
    const [left = 0, right = 1, bottom = 0, top = 1] = run.extent;
    this.#plane.place({ left, right, bottom, top }, width, width - 10, "x₁", "x₂");
    const context = this.#plane.begin();
    const chosen = this.#chosen;
    const map =
      chosen &&
      (chosen.layer === 0
        ? inputMap(chosen.unit as 0 | 1, run.unit)
        : seen.units[chosen.layer - 1]?.[chosen.unit]);
    if (map) {
      spread(this.#plane, context, run.unit, run.unit, signedBytes(map, reach(map), look));
    } else {
      const cells = run.field ** 2;
      const both = new Float32Array(2 * cells);
      seen.field.forEach((share, i) => {
        both[i] = share > 0.5 ? 1 : 0;
        both[cells + i] = Math.max(share, 1 - share);
      });
      spread(this.#plane, context, run.field, run.field, fieldBytes(both, cells, look, look.classes));
    }
    const points = this.#points();
    points.forEach(([x, y, kind], i) => {
      const test = !this.#drawn && (seen.points.test[i] ?? 0) > 0.5;
      const color = css(look.classes[kind]!);
      marker(context, kind, this.#plane.x(x), this.#plane.y(y), 4);
      context.fillStyle = test ? css(look.paper) : color;
      context.fill();
      context.lineWidth = test ? 1.6 : 1.2;
      context.strokeStyle = test ? color : css(look.paper);
      context.stroke();
    });
    if (this.#cursor && document.activeElement === this.#plane.canvas) {
      context.lineWidth = 2;
      context.strokeStyle = css(look.ink);
      context.strokeRect(this.#plane.x(this.#cursor[0]) - 7, this.#plane.y(this.#cursor[1]) - 7, 14, 14);
    }
    this.#plane.canvas.setAttribute(
      "aria-label",
      t("classify.plane", { points: points.length, percent: percentOf(Number(run.accuracy)) }),
    );
    const what = !chosen
      ? t("classify.output.words")
      : chosen.layer === 0
        ? t("classify.input", { name: chosen.unit === 0 ? "x₁" : "x₂" })
        : t("classify.unit", { unit: chosen.unit + 1, layer: chosen.layer });
    setText(this.#caption, what);
    const sign = (kind: number): HTMLElement => classSign(kind, look.classes[kind]!);
    const hollow = html("i", { class: "al-sign al-sign-circle al-hollow" });
    this.#key.replaceChildren(
      html("span", {}, sign(0), t("classify.first")),
      html("span", {}, sign(1), t("classify.second")),
      html("span", {}, hollow, t("classify.test")),
    );
  }
}

/** The colours of two classes, wherever there are some. */
function ours(look: Palette): Palette {
  return { ...look, classes: classColors(look, 2) };
}

/** What an option is called: PyTorch's own names stay as they are. */
function wordsOf(t: Translate, name: string, key: string): string {
  if (name === "activation" && key !== "Identity") return key;
  if (name === "optimizer" || name === "speed") return key;
  if (name === "batch" && key !== "0") return key;
  return t(`classify.${name}.${key}` as MessageKey);
}
