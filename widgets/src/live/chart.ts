/** The curves of one group. They are SVG, so they follow the theme by themselves and print sharply. */

import { type Cleanup, html, setText, svg } from "../dom.ts";
import * as format from "../format.ts";
import type { SeriesGroup } from "../generated/protocol.ts";
import type { MessageKey, Translate } from "../i18n.ts";
import { type Curve, smooth } from "./curve.ts";
import { fit, indexAt, path, place, type Scale, ticks, withoutSpikes } from "./plot.ts";

const LEFT = 46;
const RIGHT = 10;
const TOP = 8;
const BOTTOM = 26;

/** From so many points on, a noisy curve is drawn thin, with its running mean on top. */
const NOISY = 40;

interface Line {
  readonly name: string;
  readonly label: string;
  readonly look: string;
  readonly x: Float32Array;
  readonly y: Float32Array;
}

export class Chart {
  readonly element: HTMLElement;
  readonly #title = html("h3", { class: "al-title" });
  readonly #legend = html("div", { class: "al-chart-legend" });
  readonly #log = html("button", { type: "button", class: "al-small", "data-testid": "log-scale" });
  readonly #svg = svg("svg", { class: "al-chart", role: "img" });
  readonly #axes = svg("g", { class: "al-chart-axes" });
  readonly #paths = svg("g", { transform: `translate(${LEFT} ${TOP})` });
  readonly #pointer = svg("path", { class: "al-chart-pointer", d: "" });
  readonly #empty = html("p", { class: "al-empty" });
  readonly #group: SeriesGroup;
  #logarithmic = false;
  #lines: Line[] = [];
  #xScale: Scale = { low: 0, high: 1, logarithmic: false };
  #width = 0;
  #height = 0;
  /** The step under the pointer. */
  #at: number | undefined;
  #t: Translate;

  constructor(group: SeriesGroup, t: Translate, cleanup: Cleanup, redraw: () => void) {
    this.#group = group;
    this.#t = t;
    this.#svg.append(this.#axes, this.#paths, this.#pointer);
    this.element = html(
      "section",
      { class: "al-pane", "data-testid": `chart-${group}` },
      html(
        "div",
        { class: "al-pane-head" },
        this.#title,
        this.#legend,
        group === "loss" ? this.#log : undefined,
      ),
      this.#svg,
      this.#empty,
    );
    cleanup.listen(this.#log, "click", () => {
      this.#logarithmic = !this.#logarithmic;
      this.words(this.#t);
      redraw();
    });
    cleanup.listen<PointerEvent>(this.#svg, "pointermove", (event) => this.#point(event));
    cleanup.listen(this.#svg, "pointerleave", () => this.#point(undefined));
    this.words(t);
  }

  words(t: Translate): void {
    this.#t = t;
    setText(this.#title, t(`curves.${this.#group}`));
    setText(this.#log, t("curves.log"));
    this.#log.setAttribute("aria-pressed", String(this.#logarithmic));
    setText(this.#empty, t("curves.empty"));
  }

  update(curves: readonly Curve[], height: number): void {
    if (height !== this.#height) this.#svg.setAttribute("height", String(height));
    this.#height = height;
    this.#lines = curves.filter((curve) => curve.length > 0).flatMap((curve, i) => this.#linesOf(curve, i));
    const drawn = this.#lines.length > 0;
    this.#empty.hidden = drawn;
    this.#svg.style.display = drawn ? "" : "none";
    this.#width = this.#svg.clientWidth - LEFT - RIGHT;
    if (drawn && this.#width > 0) this.#draw();
  }

  #linesOf({ name, x, y }: Curve, index: number): Line[] {
    const role = roleOf(name);
    const label = role && this.#group === "loss" && /^\w+$/.test(name) ? this.#t(role) : name;
    const color = role === "curves.train" || (!role && index % 2 === 0) ? "al-line-accent" : "al-line-warm";
    if (role !== "curves.train" || y.length < NOISY) return [{ name, label, look: color, x, y }];
    return [
      { name: "", label: "", look: `${color} al-line-raw`, x, y },
      { name, label: this.#t("curves.smooth"), look: color, x, y: smooth(y) },
    ];
  }

  #draw(): void {
    const lines = this.#lines;
    const width = this.#width;
    const height = this.#height - TOP - BOTTOM;
    const last = lines.reduce((most, { x }) => Math.max(most, x.at(-1)!), 0);
    this.#xScale = { low: 0, high: Math.max(1, last), logarithmic: false };
    const xScale = this.#xScale;
    const yScale = fit(
      lines.map(({ y, label }) => (label ? y : withoutSpikes(y))),
      this.#logarithmic,
      this.#group === "loss",
    );
    while (this.#paths.childElementCount > lines.length) this.#paths.lastElementChild!.remove();
    lines.forEach(({ look, x, y }, i) => {
      const drawn = this.#paths.children[i] ?? this.#paths.appendChild(svg("path"));
      drawn.setAttribute("class", `al-line ${look}`);
      drawn.setAttribute("d", path(x, y, xScale, yScale, width, height));
    });
    this.#drawAxes(yScale, width, height);
    this.#read();
  }

  #drawAxes(yScale: Scale, width: number, height: number): void {
    const name = svg(
      "text",
      { x: LEFT - 12, y: this.#height - 8, "text-anchor": "end" },
      this.#t("curves.step"),
    );
    const parts: SVGElement[] = [name];
    for (const tick of ticks(yScale, Math.round(height / 32))) {
      const y = Math.round(TOP + (1 - place(tick, yScale)) * height) + 0.5;
      parts.push(svg("path", { d: `M${LEFT},${y}h${width}` }));
      parts.push(svg("text", { x: LEFT - 8, y: y + 3.5, "text-anchor": "end" }, format.number(tick)));
    }
    for (const tick of ticks(this.#xScale, Math.max(2, Math.floor(width / 70)))) {
      const x = LEFT + place(tick, this.#xScale) * width;
      if (!Number.isInteger(tick) || x < LEFT - 1) continue;
      const anchor = x > LEFT + width - 16 ? "end" : "middle";
      parts.push(
        svg(
          "text",
          { x: anchor === "end" ? LEFT + width : x, y: this.#height - 8, "text-anchor": anchor },
          format.count(tick),
        ),
      );
    }
    this.#axes.replaceChildren(...parts);
  }

  #point(event: PointerEvent | undefined): void {
    const part = event && (event.offsetX - LEFT) / this.#width;
    const { low, high } = this.#xScale;
    this.#at = part === undefined || part < 0 || part > 1 ? undefined : low + part * (high - low);
    this.#read();
  }

  /** The legend is also the reading: the last values, or those under the pointer. */
  #read(): void {
    const at = this.#at;
    const values: [Line, string][] = this.#lines
      .filter(({ label }) => label)
      .map((line) => {
        const index = at === undefined ? line.y.length - 1 : indexAt(line.x, at);
        return [line, index < 0 ? "–" : format.number(line.y[index]!)];
      });
    const parts = values.map(([{ name, label, look }, value]) =>
      html(
        "span",
        {},
        html("i", { class: look }),
        `${label} `,
        html("b", { "data-testid": `value-${name}` }, value),
      ),
    );
    if (at !== undefined) parts.unshift(html("span", {}, this.#t("state.step", { step: format.count(at) })));
    this.#legend.replaceChildren(...parts);
    const words = values.map(([{ label }, value]) => `${label} ${value}`).join(", ");
    this.#svg.setAttribute("aria-label", this.#t("curves.label", { values: words }));
    const x = at === undefined ? 0 : LEFT + place(at, this.#xScale) * this.#width;
    this.#pointer.setAttribute("d", at === undefined ? "" : `M${x},${TOP}V${this.#height - BOTTOM}`);
  }
}

function roleOf(name: string): MessageKey | undefined {
  const lower = name.toLowerCase();
  if (lower.includes("val")) return "curves.validation";
  if (lower.includes("test")) return "curves.test";
  return lower.includes("train") || lower === "loss" ? "curves.train" : undefined;
}
