/** One tensor: its numbers, their distribution, and where in memory they lie. */

import { Cleanup, html, setText } from "../dom.ts";
import * as format from "../format.ts";
import type { Slice, Statistics, TensorPicture } from "../generated/protocol.ts";
import { figures, histogram } from "../graph/detail/histogram.ts";
import type { Translate } from "../i18n.ts";
import type { Kernel, View } from "../inline.ts";
import { Heat, type Place } from "./heat.ts";
import { MemoryStrip } from "./memory.ts";

export class TensorView implements View<TensorPicture> {
  readonly element = html("section", { class: "al-tensor" });
  readonly bar = html("div", { class: "al-bar" });
  readonly #title = html("h3", { class: "al-title" });
  readonly #facts = html("span", { class: "al-soft" });
  readonly #slices = html("div", { class: "al-tensor-slices" });
  readonly #heat: Heat;
  readonly #reading = html("p", { class: "al-tensor-reading", "data-testid": "tensor-reading" });
  readonly #side = html("div", { class: "al-tensor-side" });
  readonly #memory = new MemoryStrip();
  readonly #kernel: Kernel | undefined;
  readonly #cleanup = new Cleanup();
  #state: TensorPicture | undefined;
  #slice: Slice | undefined;
  #wanted = "";
  #given = "";
  #t: Translate;

  constructor(t: Translate, kernel: Kernel | undefined) {
    this.#t = t;
    this.#kernel = kernel;
    this.#heat = new Heat((place) => this.#read(place), this.#cleanup);
    this.bar.append(this.#title, this.#facts);
    this.element.append(
      this.bar,
      html(
        "div",
        { class: "al-tensor-panes" },
        html("div", { class: "al-tensor-values" }, this.#slices, this.#heat.element, this.#reading),
        this.#side,
      ),
      this.#memory.element,
    );
  }

  words(t: Translate, title: string): void {
    this.#t = t;
    this.#given = title;
    this.#draw();
  }

  update(state: TensorPicture): void {
    this.#state = state;
    this.#slice = state.slices[0];
    this.#draw();
  }

  destroy(): void {
    this.#cleanup.run();
    this.element.remove();
  }

  #draw(): void {
    const state = this.#state;
    if (!state) return;
    const t = this.#t;
    setText(this.#title, this.#given || state.name || t("tensor.title"));
    const made = state.grad_fn
      ? t("tensor.made", { op: state.grad_fn })
      : state.requires_grad
        ? t("tensor.leaf")
        : "";
    const facts = [`(${state.shape.join(", ")})`, state.dtype, state.device, format.bytes(state.bytes), made];
    setText(this.#facts, facts.filter(Boolean).join(" · "));
    this.#drawSelectors(state);
    this.#drawSlice();
    this.#side.replaceChildren(
      ...summary(t("tensor.histogram"), state.statistics, t),
      ...(state.gradient ? summary(t("tensor.gradient"), state.gradient, t) : []),
    );
    this.#memory.update(state, t);
    this.#read(undefined);
  }

  #drawSelectors(state: TensorPicture): void {
    const leading = state.shape.slice(0, -2);
    this.#slices.hidden = leading.length === 0;
    const index = [...(this.#slice?.index ?? [])];
    const fields = leading.map((size, d) => {
      const field = html("input", {
        type: "range",
        min: 0,
        max: size - 1,
        value: index[d] ?? 0,
        "data-testid": `slice-${d}`,
      });
      const name = this.#t("tensor.index", { dim: d });
      field.setAttribute("aria-label", name);
      const shown = html("b", {}, String(index[d] ?? 0));
      field.addEventListener("input", () => {
        index[d] = field.valueAsNumber;
        setText(shown, field.value);
        void this.#choose([...index]);
      });
      field.addEventListener("keydown", (event) => event.stopPropagation());
      return html("label", {}, name, field, shown);
    });
    this.#slices.replaceChildren(...fields);
  }

  async #choose(index: readonly number[]): Promise<void> {
    const key = index.join();
    this.#wanted = key;
    const known = this.#state?.slices.find((slice) => slice.index.join() === key);
    try {
      const slice = known ?? (await this.#kernel?.ask<Slice>("slice", { index }))?.reply;
      if (this.#wanted !== key || !slice) return;
      this.#slice = slice;
      this.#drawSlice();
    } catch (error) {
      setText(this.#reading, (error as Error).message);
    }
  }

  #drawSlice(): void {
    const slice = this.#slice;
    this.#heat.element.hidden = !slice;
    if (slice) this.#heat.update(slice.values, slice.rows, slice.columns);
  }

  /** What stands under the pointer: its index, its value, and the sum that gives its place in memory. */
  #read(place: Place | undefined): void {
    const { state, slice } = { state: this.#state, slice: this.#slice };
    const t = this.#t;
    if (!state || !slice) {
      setText(this.#reading, t("tensor.empty"));
      return;
    }
    if (!place) {
      const [rows, columns] = slice.steps as [number, number];
      const sampled = rows * columns > 1 ? `${t("tensor.sampled", { rows, columns })} · ` : "";
      setText(this.#reading, sampled + t("tensor.hover"));
      this.#memory.mark(undefined);
      return;
    }
    const [rowStep, columnStep] = slice.steps as [number, number];
    const inner = [place.row * rowStep, place.column * columnStep].slice(2 - Math.min(2, state.shape.length));
    const index = [...slice.index, ...inner];
    const value = Number(slice.values[place.row * slice.columns + place.column]);
    const { offset, strides } = state.memory;
    const address = index.reduce((sum, i, d) => sum + i * strides[d]!, offset);
    const terms = index.map((i, d) => `${i}·${strides[d]}`);
    const sum = [...(offset ? [String(offset)] : []), ...terms].join(" + ");
    setText(
      this.#reading,
      `[${index.join(", ")}] = ${format.number(value, 5)}   ${t("tensor.memory")} ${sum || 0} = ${address}`,
    );
    this.#memory.mark(address);
  }
}

function summary(title: string, statistics: Statistics, t: Translate): HTMLElement[] {
  const bars = histogram(statistics);
  const drawn = bars ? html("div", {}, bars) : undefined;
  return [html("h4", {}, title), ...(drawn ? [drawn] : []), figures(statistics, t)];
}
