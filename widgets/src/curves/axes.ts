/** Grid, ticks and the pointer of a chart. */

import { setText, svg } from "../dom.ts";
import * as format from "../format.ts";
import type { Translate } from "../i18n.ts";
import { place, type Scale, ticks, timeTicks } from "./plot.ts";
import type { ChartView } from "./view.ts";
import type { XMode } from "./warp.ts";

export const LEFT = 50;
export const RIGHT = 14;
export const TOP = 8;
export const BOTTOM = 26;

export class Axes {
  /** Behind the curves. */
  readonly back = svg("g", { class: "al-chart-axes" });
  /** Before them: the line under the pointer, and where that is. */
  readonly front = svg("g", { class: "al-chart-pointer", visibility: "hidden" });
  readonly #line = svg("path", { d: "" });
  readonly #box = svg("rect", { height: 18, rx: 4 });
  readonly #text = svg("text", { "text-anchor": "middle" });
  #mode: XMode = "step";
  #axis = "";
  #width = 0;
  #height = 0;

  constructor() {
    this.front.append(this.#line, this.#box, this.#text);
  }

  draw(
    xScale: Scale,
    yScale: Scale,
    width: number,
    height: number,
    { mode, axis }: Pick<ChartView, "mode" | "axis">,
    t: Translate,
  ): void {
    this.#mode = mode;
    this.#axis = axis || "x";
    this.#width = width;
    this.#height = height;
    const base = TOP + height + 18;
    const parts: SVGElement[] = [];
    // The name of a plain axis may be long, so it stands at the right end, and no tick beside it.
    let last = LEFT + width;
    if (mode === "plain") {
      const where = { class: "al-axis-name", x: LEFT + width, y: base, "text-anchor": "end" };
      parts.push(svg("text", where, axis));
      if (axis) last -= format.textWidth(axis, 12) + 24;
    } else parts.push(svg("text", { x: LEFT - 14, y: base, "text-anchor": "end" }, t(`curves.${mode}`)));
    for (const tick of ticks(yScale, Math.max(2, Math.round(height / 36)))) {
      const y = Math.round(TOP + (1 - place(tick, yScale)) * height) + 0.5;
      parts.push(svg("path", { d: `M${LEFT},${y}h${width}` }));
      parts.push(svg("text", { x: LEFT - 10, y: y + 3.5, "text-anchor": "end" }, format.number(tick)));
    }
    const most = Math.max(2, Math.floor(width / 76));
    const marks = mode === "time" ? timeTicks(xScale.low, xScale.high, most) : ticks(xScale, most);
    for (const tick of marks) {
      const x = LEFT + place(tick, xScale) * width;
      if ((mode === "step" && !Number.isInteger(tick)) || x < LEFT - 1 || x > last + 1) continue;
      const end = x > LEFT + width - 16;
      const where = { x: end ? LEFT + width : x, y: base, "text-anchor": end ? "end" : "middle" };
      parts.push(svg("text", where, this.#tick(tick)));
    }
    this.back.replaceChildren(...parts);
  }

  /** `x`: pixels from the left of the plot; undefined where nothing is read. */
  pointer(x: number | undefined, words: string): void {
    this.front.setAttribute("visibility", x === undefined ? "hidden" : "visible");
    if (x === undefined) return;
    this.#line.setAttribute("d", `M${LEFT + x},${TOP}v${this.#height}`);
    setText(this.#text, words);
    const half = format.textWidth(words, 11) / 2 + 8;
    const middle = LEFT + Math.min(this.#width + RIGHT - half, Math.max(half - LEFT, x));
    this.#box.setAttribute("x", String(middle - half));
    this.#box.setAttribute("y", String(TOP + this.#height + 5));
    this.#box.setAttribute("width", String(2 * half));
    this.#text.setAttribute("x", String(middle));
    this.#text.setAttribute("y", String(TOP + this.#height + 18));
  }

  /** A place on the axis in words. */
  at(value: number, t: Translate): string {
    if (this.#mode === "plain") return t("curves.at.plain", { axis: this.#axis, at: format.number(value) });
    if (this.#mode === "time") return format.duration(value);
    if (this.#mode === "step") return t("curves.at.step", { at: format.count(value) });
    return t("curves.at.epoch", { at: value.toFixed(2) });
  }

  #tick(value: number): string {
    if (this.#mode === "time") return format.duration(value);
    return this.#mode === "step" ? format.count(value) : format.number(value);
  }
}
