/** A convolution, seen one output pixel at a time: the window it looks through, the kernel, and the sum in numbers. */

import { decode, floats } from "../cards/content.ts";
import { Cleanup, html, oncePerFrame, setText } from "../dom.ts";
import * as format from "../format.ts";
import type { Convolution, KernelState } from "../generated/protocol.ts";
import type { Translate } from "../i18n.ts";
import type { Kernel, View } from "../inline.ts";
import { type Color, css, mix, onTheme, palette } from "../palette.ts";
import { shade } from "../shade.ts";
import { Code } from "./code.ts";
import { button, Choice, keepKeys, label, Slider } from "./controls.ts";
import { Latest } from "./latest.ts";
import { field, Pixels, type Place } from "./pixels.ts";

const SIZE = 290;
const PACE = 160; // milliseconds that the sliding window rests on a pixel

type Options = Pick<Convolution, "stride" | "padding" | "dilation">;
type Wanted = Options & Pick<Convolution, "image" | "kernel">;

export class KernelView implements View<KernelState> {
  readonly element = html("section", { class: "al-play al-kernels" });
  readonly bar = html("div", { class: "al-play-head" });
  readonly #title = html("h3", { class: "al-title" });
  readonly #images: Choice;
  readonly #presets: Choice;
  readonly #size: Choice;
  readonly #toggle: HTMLButtonElement;
  readonly #input = new Pixels("kernel-input");
  readonly #output = new Pixels("kernel-output");
  readonly #inputName = html("h4");
  readonly #kernelName = html("h4");
  readonly #outputName = html("h4");
  readonly #grid = html("div", { class: "al-kernel-grid", role: "group" });
  readonly #sliders: Readonly<Record<keyof Options, Slider>>;
  readonly #sizes = html("p", { class: "al-kernel-sizes" });
  readonly #terms = html("div", { class: "al-kernel-terms", "aria-hidden": "true" });
  readonly #sum = html("p", { class: "al-kernel-sum", "aria-live": "polite", "data-testid": "kernel-sum" });
  readonly #sumName = html("h4");
  readonly #hint = html("p", { class: "al-play-hint" });
  readonly #notice = html("p", { class: "al-play-notice", role: "status" });
  readonly #code: Code;
  readonly #cleanup = new Cleanup();
  readonly #redraw: () => void;
  readonly #latest: Latest<Convolution> | undefined;
  #state: KernelState | undefined;
  #run: Convolution | undefined;
  #wanted: Wanted = {
    image: "",
    kernel: [],
    stride: 1,
    padding: 0,
    dilation: 1,
  };
  #preset = "vertical";
  #pixels: Float32Array = new Float32Array();
  #out: Float32Array = new Float32Array();
  #at: Place = [0, 0];
  #cells: HTMLInputElement[] = [];
  #timer = 0;
  #t: Translate;

  constructor(t: Translate, kernel: Kernel | undefined) {
    this.#t = t;
    const cleanup = this.#cleanup;
    this.#redraw = oncePerFrame(() => this.#draw(), cleanup);
    this.#code = new Code(t, cleanup);
    this.#images = new Choice(cleanup, (image) => this.#want({ image }));
    this.#presets = new Choice(cleanup, (preset) => this.#pick(preset));
    this.#size = new Choice(cleanup, (size) => this.#resize(Number(size)));
    this.#toggle = button(cleanup, "kernel-play", () => this.#slide(this.#timer === 0));
    this.#toggle.className = "al-main";
    this.#sliders = {
      stride: new Slider(cleanup, { low: 1, high: 3, step: 1 }, (stride) => this.#want({ stride })),
      padding: new Slider(cleanup, { low: 0, high: 3, step: 1 }, (padding) => this.#want({ padding })),
      dilation: new Slider(cleanup, { low: 1, high: 3, step: 1 }, (dilation) => this.#want({ dilation })),
    };
    if (kernel)
      this.#latest = new Latest<Convolution>(
        kernel,
        "convolve",
        ({ reply, buffers }) => this.#show(reply, floats(buffers[0]), floats(buffers[1])),
        (words) => setText(this.#notice, words),
      );
    this.#output.listen(
      cleanup,
      () => this.#at,
      (place) => {
        this.#slide(false);
        this.#choose(place);
      },
    );
    cleanup.add(() => clearInterval(this.#timer));
    this.#lay(kernel === undefined);
    onTheme(this.#redraw, cleanup);
    const size = new ResizeObserver(this.#redraw);
    size.observe(this.element);
    cleanup.add(() => size.disconnect());
  }

  #lay(still: boolean): void {
    const { stride, padding, dilation } = this.#sliders;
    for (const choice of [this.#images, this.#presets, this.#size]) choice.disabled = still;
    for (const slider of [stride, padding, dilation]) slider.disabled = still;
    this.bar.append(this.#title, this.#images.element);
    this.element.append(
      this.bar,
      html(
        "div",
        { class: "al-kernel-body" },
        html("div", {}, this.#inputName, this.#input.element),
        html(
          "div",
          { class: "al-kernel-middle" },
          html("div", { class: "al-kernel-head" }, this.#kernelName, this.#size.element),
          this.#grid,
          stride.element,
          padding.element,
          dilation.element,
        ),
        html("div", {}, this.#outputName, this.#output.element, this.#sizes),
        html("div", { class: "al-kernel-why" }, this.#sumName, this.#terms, this.#sum),
      ),
      html("div", { class: "al-play-bar" }, this.#toggle, this.#presets.element),
      html("div", { class: "al-play-words" }, this.#hint, this.#notice),
      this.#code.element,
    );
  }

  words(t: Translate): void {
    this.#t = t;
    setText(this.#title, t("kernels.title"));
    setText(this.#inputName, t("kernels.input"));
    setText(this.#kernelName, t("kernels.kernel"));
    setText(this.#outputName, t("kernels.output"));
    setText(this.#sumName, t("kernels.sum"));
    setText(this.#hint, t(this.#latest ? "kernels.hint" : "kernels.still"));
    for (const name of ["stride", "padding", "dilation"] as const)
      this.#sliders[name].words(t(`kernels.${name}`));
    this.#code.words(t);
    this.#offer();
    this.#redraw();
  }

  update(state: KernelState): void {
    this.#state = state;
    const { image, kernel, stride, padding, dilation } = state.run;
    this.#wanted = { image, kernel, stride, padding, dilation };
    this.#preset = this.#known(kernel);
    this.#show(state.run, decode(state.pixels), decode(state.out));
    this.#at = [state.run.output[0]! >> 1, state.run.output[1]! >> 1];
    this.#offer();
  }

  destroy(): void {
    this.#cleanup.run();
  }

  #known(kernel: Convolution["kernel"]): string {
    const text = JSON.stringify(kernel);
    const found = this.#state?.presets.find(
      ({ three, five }) => JSON.stringify(three) === text || JSON.stringify(five) === text,
    );
    return found?.key ?? "";
  }

  #offer(): void {
    const { t, state } = { t: this.#t, state: this.#state };
    if (!state) return;
    const { image, kernel } = this.#wanted;
    this.#images.offer(
      t("kernels.input"),
      state.images.map(({ key, name }) => [key, t.say(name)] as const),
      image,
    );
    this.#presets.offer(
      t("kernels.presets"),
      state.presets.map(({ key, name }) => [key, t.say(name)] as const),
      this.#preset,
    );
    const sizes = ["3", "5"].map((size) => [size, `${size} × ${size}`] as const);
    this.#size.offer(t("kernels.size"), sizes, String(kernel.length));
    for (const name of ["stride", "padding", "dilation"] as const)
      this.#sliders[name].show(this.#wanted[name]);
    this.#edit(kernel);
  }

  /** The numbers of the kernel, each a field to type into. */
  #edit(kernel: Convolution["kernel"]): void {
    const size = kernel.length;
    if (this.#cells.length !== size * size) {
      this.#cells = Array.from({ length: size * size }, (_, i) => {
        const cell = html("input", {
          type: "text",
          inputmode: "decimal",
          autocomplete: "off",
          disabled: !this.#latest,
          "data-testid": `weight-${Math.floor(i / size)}-${i % size}`,
        });
        const own = new Cleanup(); // its listeners go with the field
        keepKeys(cell, own);
        own.listen(cell, "change", () => this.#type(i, cell.value));
        own.listen(cell, "focus", () => cell.select());
        return cell;
      });
      this.#grid.style.setProperty("--size", String(size));
      this.#grid.replaceChildren(...this.#cells);
    }
    const most = Math.max(...kernel.flat().map(Math.abs), 1e-9);
    kernel.flat().forEach((weight, i) => {
      const cell = this.#cells[i]!;
      const place = { row: Math.floor(i / size) + 1, column: (i % size) + 1 };
      cell.setAttribute("aria-label", this.#t("kernels.weight", place));
      if (document.activeElement !== cell || Number(cell.value) !== weight) cell.value = String(weight);
      cell.style.setProperty("--share", `${Math.round((55 * Math.abs(weight)) / most)}%`);
      cell.classList.toggle("al-negative", weight < 0);
    });
  }

  #type(index: number, text: string): void {
    const value = Number(text.trim().replace("−", "-").replace(",", "."));
    if (text.trim() === "" || !Number.isFinite(value)) {
      this.#offer();
      return;
    }
    const size = this.#wanted.kernel.length;
    const kernel = this.#wanted.kernel.map((row, i) =>
      row.map((old, j) => (i * size + j === index ? value : old)),
    );
    this.#want({ kernel });
  }

  #pick(key: string): void {
    const preset = this.#state?.presets.find((one) => one.key === key);
    if (preset) this.#want({ kernel: this.#wanted.kernel.length === 5 ? preset.five : preset.three });
  }

  /** A known kernel has its own larger form; another gets a ring of zeros, or loses one. */
  #resize(size: number): void {
    const preset = this.#state?.presets.find(({ key }) => key === this.#preset);
    const { kernel } = this.#wanted;
    if (kernel.length === size) return;
    const shift = (kernel.length - size) / 2;
    const own = Array.from({ length: size }, (_, i) =>
      Array.from({ length: size }, (_, j) => kernel[i + shift]?.[j + shift] ?? 0),
    );
    this.#want({ kernel: preset ? (size === 5 ? preset.five : preset.three) : own });
  }

  #want(what: Partial<Wanted>): void {
    this.#wanted = { ...this.#wanted, ...what };
    this.#preset = this.#known(this.#wanted.kernel);
    this.#offer();
    this.#latest?.ask({ ...this.#wanted });
  }

  #show(run: Convolution, pixels: Float32Array, out: Float32Array): void {
    this.#run = run;
    this.#pixels = pixels;
    this.#out = out;
    this.#at = [Math.min(this.#at[0], run.output[0]! - 1), Math.min(this.#at[1], run.output[1]! - 1)];
    this.#code.show(run.code);
    this.#redraw();
  }

  #choose(place: Place): void {
    this.#at = place;
    this.#redraw();
  }

  /** Let the window slide over the whole image. */
  #slide(on: boolean): void {
    clearInterval(this.#timer);
    this.#timer = 0;
    if (on)
      this.#timer = window.setInterval(() => {
        const [, columns = 1] = this.#run?.output ?? [];
        const next = this.#at[0] * columns + this.#at[1] + 1;
        const place = next % Math.max(1, this.#out.length);
        this.#choose([Math.floor(place / columns), place % columns]);
      }, PACE);
    this.#redraw();
  }

  #draw(): void {
    const run = this.#run;
    if (!run) return;
    const t = this.#t;
    const look = palette(this.element);
    const [height = 1, width = 1] = run.input;
    const [rows = 1, columns = 1] = run.output;
    const { padding } = run;
    const most = Math.max(...this.#pixels.map(Math.abs), 1e-9);
    const outside = mix(look.paper, look.ink, 0.07);
    const size = Math.min(SIZE, this.element.clientWidth - 60);
    this.#input.draw(height + 2 * padding, width + 2 * padding, size, (row, column) => {
      const value = this.#pixel(row, column);
      if (value === undefined) return outside;
      return mix(look.paper, value < 0 ? look.orange : look.ink, Math.abs(value) / most);
    });
    const far = Math.max(...this.#out.map(Math.abs), 1e-9);
    this.#output.draw(rows, columns, size, (row, column) => {
      const value = this.#out[row * columns + column]!;
      return shade(value, far, look);
    });
    const places = field(this.#at, run.kernel.length, run);
    this.#input.mark(places);
    this.#output.mark([this.#at]);
    this.#write(run, places, look.blue, look.orange, look.paper);
    const size_ = {
      rows,
      side: height,
      padding,
      dilation: run.dilation,
      kernel: run.kernel.length,
      stride: run.stride,
    };
    setText(this.#sizes, t("kernels.sizes", size_));
    this.#output.canvas.setAttribute("aria-label", t("kernels.output.label", { rows, columns }));
    const playing = this.#timer !== 0;
    label(this.#toggle, playing ? "pause" : "play", t(playing ? "play.pause" : "kernels.slide"));
  }

  /** A pixel of the padded input; undefined in the padding. */
  #pixel(row: number, column: number): number | undefined {
    const [height = 1, width = 1] = this.#run?.input ?? [];
    const padding = this.#run?.padding ?? 0;
    const [y, x] = [row - padding, column - padding];
    return y < 0 || x < 0 || y >= height || x >= width ? undefined : this.#pixels[y * width + x]!;
  }

  /** Each pixel times its weight, and what they add up to. */
  #write(run: Convolution, places: readonly Place[], blue: Color, orange: Color, paper: Color): void {
    const weights = run.kernel.flat();
    const values = places.map(([row, column]) => this.#pixel(row, column) ?? 0);
    const products = values.map((value, i) => value * weights[i]!);
    const most = Math.max(...products.map(Math.abs), 1e-9);
    this.#terms.style.setProperty("--size", String(run.kernel.length));
    const terms = values.map((value, i) => {
      const product = products[i]!;
      const weight = format.number(weights[i]!, 2);
      const term = html(
        "span",
        {},
        html("span", {}, `${format.number(value, 2)} `),
        html("span", {}, `× ${weights[i]! < 0 ? `(${weight})` : weight}`),
        html("b", {}, format.number(product, 2)),
      );
      term.style.background = css(mix(paper, product < 0 ? orange : blue, (0.4 * Math.abs(product)) / most));
      return term;
    });
    this.#terms.replaceChildren(...terms);
    const [row, column] = this.#at;
    const value = format.number(this.#out[row * run.output[1]! + column]!, 4);
    setText(this.#sum, this.#t("kernels.total", { row, column, value }));
  }
}
