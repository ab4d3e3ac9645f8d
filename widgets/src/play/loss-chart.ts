/** A small chart of losses over steps, one line for each racer or run, with a mark where the picture stands. */

import { type Box, path, pick } from "../curves/path.ts";
import { fit, place, type Scale, ticks } from "../curves/plot.ts";
import { html, setText, svg } from "../dom.ts";
import * as format from "../format.ts";

export interface Line {
  /** The step of each loss; without, they are numbered from 0. */
  readonly x?: Float32Array;
  readonly y: Float32Array;
  readonly color: string;
  readonly dashed?: boolean;
}

const LEFT = 46;
const BELOW = 18;
const TOP = 6;

/** Losses that differ less than this are read better from zero. */
const WIDE = 20;

export class LossChart {
  readonly element = html("div", { class: "al-play-chart" });
  readonly #title = html("h4");
  readonly #svg = svg("svg", { role: "img" });

  constructor() {
    this.element.append(this.#title, this.#svg);
  }

  words(title: string): void {
    setText(this.#title, title);
    this.#svg.setAttribute("aria-label", title);
  }

  /** `at`: the step that is shown; `steps` the longest. */
  update(lines: readonly Line[], steps: number, at: number | undefined, width: number, height: number): void {
    const inner = { width: Math.max(20, width - LEFT - 8), height: height - BELOW - TOP };
    const x: Scale = { low: 0, high: Math.max(1, steps), logarithmic: false };
    const y = lossScale(lines.map((line) => line.y));
    const numbers = Float32Array.from(
      { length: Math.max(0, ...lines.map((line) => line.y.length)) },
      (_, i) => i,
    );
    const parts: SVGElement[] = [];
    const marks = ticks(y, 3);
    for (const value of marks.filter((_, i) => i % Math.ceil(marks.length / 4) === 0)) {
      const py = TOP + inner.height * (1 - place(value, y));
      parts.push(svg("path", { class: "al-grid", d: `M${LEFT},${py}H${LEFT + inner.width}` }));
      parts.push(svg("text", { x: LEFT - 6, y: py + 4, "text-anchor": "end" }, tick(value)));
    }
    for (const value of ticks(x, Math.min(4, x.high)))
      parts.push(
        svg(
          "text",
          { x: LEFT + inner.width * place(value, x), y: height - 3, "text-anchor": "middle" },
          format.count(value),
        ),
      );
    const box: Box = {
      px: (step) => inner.width * place(step, x),
      // what shoots beyond the scale is cut off at its edge
      py: (value) =>
        Number.isFinite(value) && !(y.logarithmic && value <= 0)
          ? inner.height * Math.min(1, Math.max(0, 1 - place(value, y)))
          : Number.NaN,
    };
    const plot = svg("g", { transform: `translate(${LEFT},${TOP})` });
    for (const line of lines) {
      const at = line.x ?? numbers.subarray(0, line.y.length);
      const d = path(at, line.y, pick(line.y, 0, line.y.length, inner.width), box);
      plot.append(
        svg("path", { d, stroke: line.color, "stroke-dasharray": line.dashed ? "4 3" : undefined }),
      );
    }
    if (at !== undefined) {
      const px = inner.width * place(at, x);
      plot.append(svg("path", { class: "al-now", d: `M${px},0V${inner.height}` }));
    }
    this.#svg.setAttribute("width", String(width));
    this.#svg.setAttribute("height", String(height));
    this.#svg.replaceChildren(...parts, plot);
  }
}

/** Small losses are read by their power of ten. */
function tick(value: number): string {
  const exponent = Math.log10(value);
  return value > 0 && exponent < -2 && Number.isInteger(exponent)
    ? format.power(exponent)
    : format.number(value, 2);
}

/** Logarithmic where the losses are above zero and span decades; what shoots up far beyond the start is cut off. */
export function lossScale(lines: readonly Float32Array[]): Scale {
  const first = Math.max(...lines.map((line) => line[0] ?? 0), 1e-6);
  const kept = lines.map((line) => line.filter((value) => value <= 3 * first));
  const positive = kept.every((line) => line.every((value) => value >= 0));
  const low = Math.min(...kept.flatMap((line) => [...line.filter((value) => value > 0)]));
  if (!positive || first / low < WIDE) return fit(kept, false, true);
  const scale = fit(kept, true, true);
  return { ...scale, low: Math.max(scale.low, 1e-7, scale.high * 1e-8) };
}
