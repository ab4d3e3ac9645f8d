/** The curves of one group. They are SVG, so they follow the theme by themselves and print sharply. */

import { button, type Cleanup, html, setText, svg } from "../dom.ts";
import type { SeriesGroup } from "../generated/protocol.ts";
import type { Translate } from "../i18n.ts";
import { Axes, BOTTOM, LEFT, RIGHT, TOP } from "./axes.ts";
import { Gestures } from "./gestures.ts";
import { Legend, type Reading, spell } from "./legend.ts";
import { type Box, breaks, GAP, path, pick } from "./path.ts";
import { fit, indexAt, nearest, place, type Scale, withoutSpikes } from "./plot.ts";
import type { ChartView, Line } from "./view.ts";

/** So many points of all curves together are drawn at once; beyond that each gets fewer columns. */
const BUDGET = 24_000;
/** With more curves than this the measured values behind the smoothed ones would be a fog. */
const RAW = 12;
/** A curve with fewer points shows each of them. */
const DOTTED = 30;
/** Room around the plot for what stands on its edge. */
const PAD = 4;

/** "plain": curves that are of no run. */
type ChartGroup = Exclude<SeriesGroup, "clock"> | "plain";

interface Shown {
  readonly line: Line;
  readonly from: number;
  readonly to: number;
  readonly picked: readonly number[];
}

export class Chart {
  readonly element: HTMLElement;
  readonly #title = html("h3", { class: "al-title" });
  readonly #log = button("log-scale", "al-switch", { role: "switch" });
  readonly #plot = html("div", { class: "al-plot" });
  readonly #svg = svg("svg", { class: "al-chart" });
  readonly #paths = svg("g", { transform: `translate(${PAD} ${PAD})` });
  readonly #marks = svg("g", { transform: `translate(${PAD} ${PAD})` });
  readonly #clip = svg("svg", { x: LEFT - PAD, y: TOP - PAD, overflow: "hidden" }, this.#paths, this.#marks);
  readonly #dots = svg("g", { class: "al-chart-dots" });
  readonly #empty = html("p", { class: "al-empty" });
  readonly #axes = new Axes();
  readonly #legend: Legend;
  readonly #gestures: Gestures;
  readonly #group: ChartGroup;
  readonly #view: ChartView;
  #lines: readonly Line[] = [];
  #xScale: Scale = { low: 0, high: 1, logarithmic: false };
  #yScale: Scale = { low: 0, high: 1, logarithmic: false };
  #width = 0;
  #height = 0;
  #t: Translate;

  /** `redraw` draws everything anew, `read` only moves the reading of all charts. */
  constructor(
    group: ChartGroup,
    view: ChartView,
    t: Translate,
    cleanup: Cleanup,
    redraw: () => void,
    read: () => void,
  ) {
    this.#group = group;
    this.#view = view;
    this.#t = t;
    this.#legend = new Legend(view, cleanup, redraw, (entry) => this.#emphasize(entry));
    this.#gestures = new Gestures(this.#svg, view, cleanup, redraw, read);
    this.#svg.append(this.#axes.back, this.#clip, this.#axes.front, this.#dots, this.#gestures.band);
    this.#plot.append(this.#svg, this.#empty);
    this.element = html(
      "section",
      { class: "al-pane al-chart-pane", "data-testid": `chart-${group}` },
      html("div", { class: "al-pane-head" }, this.#title, group === "metric" ? undefined : this.#log),
      this.#legend.element,
      this.#plot,
    );
    cleanup.listen(this.#log, "click", () => {
      view.logarithmic = !view.logarithmic;
      redraw();
    });
    const size = new ResizeObserver(() => {
      const { clientWidth, clientHeight } = this.#plot;
      if (clientWidth === this.#width + LEFT + RIGHT && clientHeight === this.#height + TOP + BOTTOM) return;
      this.#width = clientWidth - LEFT - RIGHT;
      this.#height = clientHeight - TOP - BOTTOM;
      redraw();
    });
    size.observe(this.#plot);
    cleanup.add(() => size.disconnect());
    this.words(t);
  }

  /** `title`: the learner's own, of plain curves. */
  words(t: Translate, title = this.#group === "plain" ? "" : t(`curves.${this.#group}`)): void {
    this.#t = t;
    setText(this.#title, title);
    setText(this.#log, t("curves.log"));
    this.#svg.setAttribute("aria-label", t("curves.label", { title }));
    this.#legend.words(t);
  }

  /**
   * `high` is where the longest of all curves ends, in the axis' own unit: the charts share their x axis. `start` is
   * where it begins. Plain curves are read at `places` only.
   */
  update(lines: readonly Line[], high: number, start = 0, places: Float32Array = new Float32Array()): void {
    this.#lines = lines;
    this.#log.setAttribute("aria-checked", String(this.#view.logarithmic));
    const [low, end] = this.#view.range ?? [start, high > start ? high : start + 1];
    this.#xScale = { low, high: end, logarithmic: false };
    this.#gestures.scale(this.#xScale, this.#width, start, places);
    if (this.#width > 0 && this.#height > 0) this.#draw();
    this.read();
  }

  /** Move the reading to where the view has it. */
  read(): void {
    const { at } = this.#view;
    const readings = this.#lines.map((line) => this.#reading(line));
    this.#legend.update(readings);
    const inside =
      at !== undefined && at >= this.#xScale.low && at <= this.#xScale.high && this.#lines.length > 0;
    this.#axes.pointer(
      inside ? place(at, this.#xScale) * this.#width : undefined,
      this.#axes.at(at ?? 0, this.#t),
    );
    this.#dots.replaceChildren(...(inside ? readings.flatMap((reading) => this.#dot(reading)) : []));
    this.#gestures.say(at ?? this.#xScale.high, this.#words(readings));
  }

  #reading(line: Line): Reading {
    const { at } = this.#view;
    let index = at === undefined ? line.x.length - 1 : nearest(line.x, line.warp.from(at));
    if (line.branchedAt !== undefined && line.x[index]! < line.branchedAt) index = -1; // there it is our own run
    return { line, index, hidden: this.#view.hidden.has(line.entry) };
  }

  #words(readings: readonly Reading[]): string {
    const values = readings
      .filter(({ hidden, index }) => !hidden && index >= 0)
      .map((reading) => `${reading.line.label} ${spell(reading)}`)
      .join(", ");
    const { at } = this.#view;
    return at === undefined
      ? this.#t("curves.now", { values })
      : this.#t("curves.reading", { at: this.#axes.at(at, this.#t), values });
  }

  #dot({ line, index, hidden }: Reading): SVGElement[] {
    const x = index < 0 ? Number.NaN : place(line.warp.to(line.x[index]!), this.#xScale);
    const y = this.#py(line.y[index] ?? Number.NaN);
    if (hidden || !(x >= 0 && x <= 1) || Number.isNaN(y)) return [];
    return [svg("circle", { cx: LEFT + x * this.#width, cy: TOP + y, r: 4, class: `al-hue-${line.hue}` })];
  }

  #py(value: number): number {
    if (!Number.isFinite(value) || (this.#yScale.logarithmic && value <= 0)) return Number.NaN;
    return Math.min(1, Math.max(0, 1 - place(value, this.#yScale))) * this.#height;
  }

  #draw(): void {
    const width = this.#width;
    const height = this.#height;
    this.#svg.setAttribute("width", String(width + LEFT + RIGHT));
    this.#svg.setAttribute("height", String(height + TOP + BOTTOM));
    this.#clip.setAttribute("width", String(width + 2 * PAD));
    this.#clip.setAttribute("height", String(height + 2 * PAD));
    const visible = this.#lines.filter(({ entry }) => !this.#view.hidden.has(entry));
    const columns = Math.max(60, Math.min(width, Math.floor(BUDGET / 2 / Math.max(1, visible.length))));
    const shown = visible.map((line) => this.#shown(line, columns));
    const raw = shown.length <= RAW;
    const seen = shown.flatMap(({ line, from, to, picked }) => [
      picked.filter((index) => index !== GAP).map((index) => line.y[index]!),
      ...(raw && line.raw ? [withoutSpikes(line.raw.subarray(from, to))] : []),
    ]);
    const logarithmic = this.#group !== "metric" && this.#view.logarithmic;
    this.#yScale = fit(seen, logarithmic, this.#group === "loss" && this.#view.range === undefined);
    const nothing =
      logarithmic && shown.length > 0 && !seen.some((values) => values.some((value) => value > 0));
    setText(this.#empty, this.#t(nothing ? "curves.not-positive" : "curves.empty"));
    this.#empty.hidden = this.#lines.length > 0 && !nothing;
    this.#svg.style.visibility = this.#empty.hidden ? "" : "hidden";

    const drawn: [string, string, string][] = [];
    const marks: SVGElement[] = [];
    for (const { line, from, to, picked } of shown) {
      const box = this.#box(line);
      if (raw && line.raw) {
        const measured = path(line.x, line.raw, pick(line.raw, from, to, columns), box);
        drawn.push([line.entry, `al-line-raw al-hue-${line.hue}`, measured]);
      }
      const left = line.branchedAt === undefined ? "" : " al-line-left";
      const look = `al-hue-${line.hue} al-dash-${line.dash}${line.beside ? " al-line-other" : ""}${left}`;
      drawn.push([line.entry, look, path(line.x, line.y, picked, box)]);
      if (to - from <= DOTTED && !line.beside) marks.push(...this.#points(line, from, to, box));
      if (picked.includes(GAP)) marks.push(...this.#broken(line, from, to, box));
    }
    while (this.#paths.childElementCount > drawn.length) this.#paths.lastElementChild!.remove();
    drawn.forEach(([entry, look, d], i) => {
      const element = this.#paths.children[i] ?? this.#paths.appendChild(svg("path"));
      element.setAttribute("class", `al-line ${look}`);
      element.setAttribute("data-entry", entry);
      element.setAttribute("d", d);
    });
    this.#marks.replaceChildren(...marks);
    this.#axes.draw(this.#xScale, this.#yScale, width, height, this.#view, this.#t);
  }

  /** The points inside the part that is shown, and one more on either side so that lines reach its edges. */
  #shown(line: Line, columns: number): Shown {
    const { low, high } = this.#xScale;
    const first = Math.max(line.warp.from(low), line.branchedAt ?? Number.NEGATIVE_INFINITY);
    const from = Math.max(0, indexAt(line.x, first) - (line.branchedAt === undefined ? 1 : 0));
    const to = Math.min(line.x.length, indexAt(line.x, line.warp.from(high)) + 2);
    return { line, from, to, picked: pick(line.y, from, to, columns) };
  }

  #box(line: Line): Box {
    const { low, high } = this.#xScale;
    const scale = this.#width / (high - low);
    return {
      px: (step) => (line.warp.to(step) - low) * scale,
      py: (value) => this.#py(value),
    };
  }

  #points(line: Line, from: number, to: number, box: Box): SVGElement[] {
    const found: SVGElement[] = [];
    for (let i = from; i < to; i++) {
      const y = box.py(line.y[i]!);
      if (Number.isNaN(y)) continue;
      const x = box.px(line.x[i]!);
      found.push(
        svg("circle", { cx: x.toFixed(1), cy: y.toFixed(1), r: 2.5, class: `al-point al-hue-${line.hue}` }),
      );
    }
    return found;
  }

  /** NaN is a cross where the curve broke off, infinity an arrow at the edge it left by. */
  #broken(line: Line, from: number, to: number, box: Box): SVGElement[] {
    return breaks(line.raw ?? line.y, from, to).flatMap(({ start, end, kind, before }) => {
      const x = Math.round(box.px(line.x[start]!));
      const until = Math.round(box.px(line.x[end]!));
      const level = box.py(before);
      const middle = Number.isNaN(level) ? this.#height / 2 : level;
      const y = kind === "up" ? 4 : kind === "down" ? this.#height - 4 : middle;
      const shape = { nan: "m-4-4 8 8m0-8-8 8", up: "m-5 3 5-7 5 7z", down: "m-5-3 5 7 5-7z" }[kind];
      const mark = svg("path", {
        class: `al-broken al-broken-${kind}`,
        d: `M${x},${y}${shape}`,
        "data-kind": kind,
      });
      if (until - x < 4) return [mark];
      return [svg("path", { class: "al-broken al-broken-rest", d: `M${x + 8},${y}H${until}` }), mark];
    });
  }

  /** The curve whose name is pointed at stands out. */
  #emphasize(entry: string | undefined): void {
    for (const element of this.#paths.children)
      element.classList.toggle(
        "al-line-dim",
        entry !== undefined && element.getAttribute("data-entry") !== entry,
      );
  }
}
