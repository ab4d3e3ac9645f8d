/** Pointer and keys on a chart: read the curves at a place, zoom in and out. */

import { type Cleanup, svg } from "../dom.ts";
import { LEFT, TOP } from "./axes.ts";
import { indexAt, nearest, type Scale } from "./plot.ts";
import type { ChartView } from "./view.ts";

/** A shorter drag is a click. */
const DRAG = 6;
/** A key moves the reading by this part of the axis. */
const STEP = 1 / 100;

export class Gestures {
  /** What a drag would zoom into. */
  readonly band = svg("rect", { class: "al-chart-band", y: TOP, visibility: "hidden" });
  readonly #svg: SVGSVGElement;
  readonly #view: ChartView;
  readonly #redraw: () => void;
  readonly #read: () => void;
  #scale: Scale = { low: 0, high: 1, logarithmic: false };
  #width = 0;
  #from: number | undefined;
  /** Where there is something to read, from left to right; empty where that is everywhere. */
  #places: Float32Array = new Float32Array();
  /** Where the whole begins. */
  #start = 0;

  constructor(
    element: SVGSVGElement,
    view: ChartView,
    cleanup: Cleanup,
    redraw: () => void,
    read: () => void,
  ) {
    this.#svg = element;
    this.#view = view;
    this.#redraw = redraw;
    this.#read = read;
    // To a screen reader the chart is a slider: arrow keys move it, and its value is what the curves say there.
    element.setAttribute("role", "slider");
    element.setAttribute("tabindex", "0");
    cleanup.listen<PointerEvent>(element, "pointerdown", (event) => this.#press(event));
    cleanup.listen<PointerEvent>(element, "pointermove", (event) => this.#move(event));
    cleanup.listen<PointerEvent>(element, "pointerup", (event) => this.#release(event));
    cleanup.listen(element, "pointercancel", () => this.#drop());
    cleanup.listen(element, "pointerleave", () => this.#point(undefined));
    cleanup.listen(element, "dblclick", () => this.#zoom(undefined));
    cleanup.listen<KeyboardEvent>(element, "keydown", (event) => this.#key(event));
    cleanup.listen(element, "blur", () => this.#point(undefined));
  }

  scale(scale: Scale, width: number, start: number, places: Float32Array): void {
    this.#scale = scale;
    this.#width = width;
    this.#start = start;
    this.#places = places;
  }

  /** What the curves say at `at`. */
  say(at: number, words: string): void {
    const { low, high } = this.#scale;
    this.#svg.setAttribute("aria-valuemin", String(low));
    this.#svg.setAttribute("aria-valuemax", String(high));
    this.#svg.setAttribute("aria-valuenow", String(Math.min(high, Math.max(low, at))));
    this.#svg.setAttribute("aria-valuetext", words);
  }

  /** The place of the pointer on the axis, from 0 to 1; beyond its ends where the pointer is. */
  #part(event: PointerEvent): number {
    return (event.clientX - this.#svg.getBoundingClientRect().left - LEFT) / this.#width;
  }

  #press(event: PointerEvent): void {
    const part = this.#part(event);
    if (event.button !== 0 || part < 0 || part > 1) return;
    this.#from = part;
    this.#svg.setPointerCapture(event.pointerId);
  }

  #move(event: PointerEvent): void {
    const part = this.#part(event);
    this.#point(part < 0 || part > 1 ? undefined : readable(this.#places, this.#value(part), 0));
    if (this.#from === undefined) return;
    const [low, high] = this.#dragged(part);
    this.band.setAttribute("visibility", (high - low) * this.#width > DRAG ? "visible" : "hidden");
    this.band.setAttribute("x", String(LEFT + low * this.#width));
    this.band.setAttribute("width", String((high - low) * this.#width));
    this.band.setAttribute("height", String(Math.max(0, this.#svg.clientHeight - TOP - 26)));
  }

  #release(event: PointerEvent): void {
    if (this.#from === undefined) return;
    const [low, high] = this.#dragged(this.#part(event));
    this.#drop();
    if ((high - low) * this.#width > DRAG) this.#zoom([this.#value(low), this.#value(high)]);
  }

  #drop(): void {
    this.#from = undefined;
    this.band.setAttribute("visibility", "hidden");
  }

  #dragged(part: number): [number, number] {
    const to = Math.min(1, Math.max(0, part));
    return [Math.min(this.#from!, to), Math.max(this.#from!, to)];
  }

  #value(part: number): number {
    return this.#scale.low + part * (this.#scale.high - this.#scale.low);
  }

  #point(at: number | undefined): void {
    if (at === this.#view.at) return;
    this.#view.at = at;
    this.#read();
  }

  #zoom(range: readonly [number, number] | undefined): void {
    this.#view.range = range;
    this.#redraw();
  }

  #key(event: KeyboardEvent): void {
    const { low, high } = this.#scale;
    const at = this.#view.at ?? high;
    const step = (high - low) * STEP * (event.shiftKey ? 10 : 1);
    const to = {
      ArrowLeft: at - step,
      ArrowDown: at - step,
      ArrowRight: at + step,
      ArrowUp: at + step,
      Home: low,
      End: high,
    }[event.key];
    if (to !== undefined)
      this.#point(readable(this.#places, Math.min(high, Math.max(low, to)), Math.sign(to - at)));
    else if (event.key === "+" || event.key === "=") this.#closer(at, 0.5);
    else if (event.key === "-") this.#closer(at, 2);
    else if (event.key === "0") this.#zoom(undefined);
    else if (event.key === "Escape" && (this.#view.at !== undefined || this.#view.range)) {
      this.#point(undefined);
      this.#zoom(undefined);
    } else return;
    event.preventDefault();
    event.stopPropagation(); // JupyterLab would take the key as a command for the cell
  }

  /** Zoom around the reading; out of everything is the whole. */
  #closer(at: number, factor: number): void {
    if (factor > 1 && !this.#view.range) return;
    const { low, high } = this.#scale;
    const from = Math.max(this.#start, at - (at - low) * factor);
    this.#zoom([from, at + (high - at) * factor]);
  }
}

/** The place that is read at `at`: the nearest, or for a key the next one in its direction, however far that is. */
export function readable(places: Float32Array, at: number, direction: number): number {
  const index = direction === 0 ? nearest(places, at) : indexAt(places, at);
  if (index < 0) return places[0] ?? at;
  const found = places[index]!;
  return direction > 0 && found < at ? (places[index + 1] ?? found) : found;
}
