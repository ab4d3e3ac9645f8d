/** A plane with two axes to draw on: decision boundaries, surfaces, trails. Distances are in CSS pixels. */

import { ticks } from "../curves/plot.ts";
import { type Cleanup, html, svg } from "../dom.ts";
import * as format from "../format.ts";

export interface Extent {
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
  readonly top: number;
}

/** What happens when somebody points at the plane, leaves it, or presses a key on it. */
export interface Pointing {
  readonly point: (event: PointerEvent) => void;
  readonly leave: () => void;
  readonly key: (event: KeyboardEvent) => void;
}

const LEFT = 44;
const BELOW = 34;
const EDGE = 8;

export class Plane {
  readonly element = html("div", { class: "al-plane" });
  readonly canvas = html("canvas", { "data-testid": "plane" });
  readonly #axes = svg("svg", { class: "al-plane-axes", "aria-hidden": "true" });
  #extent: Extent = { left: 0, right: 1, bottom: 0, top: 1 };
  #width = 1;
  #height = 1;
  #drawn = "";

  constructor() {
    this.element.append(this.#axes, this.canvas);
  }

  get width(): number {
    return this.#width;
  }

  get height(): number {
    return this.#height;
  }

  /** Let it be pointed at, and moved over by keys. */
  listen(cleanup: Cleanup, { point, leave, key }: Pointing): void {
    this.canvas.tabIndex = 0;
    this.canvas.setAttribute("role", "application");
    cleanup.listen(this.canvas, "pointermove", point);
    cleanup.listen(this.canvas, "pointerdown", point);
    cleanup.listen(this.canvas, "pointerleave", leave);
    cleanup.listen(this.canvas, "keydown", key);
  }

  /** The inner size follows from the outer one: axes need their room. */
  place(extent: Extent, width: number, height: number, xName: string, yName: string): void {
    this.#extent = extent;
    this.#width = Math.max(40, Math.round(width - LEFT - EDGE));
    this.#height = Math.max(40, Math.round(height - BELOW - EDGE));
    const key = JSON.stringify([extent, this.#width, this.#height, xName, yName]);
    if (key === this.#drawn) return;
    this.#drawn = key;
    const style = this.canvas.style;
    style.left = `${LEFT}px`;
    style.top = `${EDGE}px`;
    style.width = `${this.#width}px`;
    style.height = `${this.#height}px`;
    this.element.style.width = `${this.#width + LEFT + EDGE}px`;
    this.element.style.height = `${this.#height + BELOW + EDGE}px`;
    this.#drawAxes(xName, yName);
  }

  /** An empty canvas, sharp on every screen. */
  begin(): CanvasRenderingContext2D {
    const ratio = globalThis.devicePixelRatio || 1;
    const width = Math.round(this.#width * ratio);
    const height = Math.round(this.#height * ratio);
    if (this.canvas.width !== width) this.canvas.width = width;
    if (this.canvas.height !== height) this.canvas.height = height;
    const context = this.canvas.getContext("2d")!;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, this.#width, this.#height);
    return context;
  }

  x(value: number): number {
    const { left, right } = this.#extent;
    return ((value - left) / (right - left)) * this.#width;
  }

  y(value: number): number {
    const { bottom, top } = this.#extent;
    return ((top - value) / (top - bottom)) * this.#height;
  }

  /** The point of the plane under a pointer; it may lie outside. */
  at(event: PointerEvent): readonly [x: number, y: number] {
    const box = this.canvas.getBoundingClientRect();
    const { left, right, bottom, top } = this.#extent;
    return [
      left + ((event.clientX - box.left) / box.width) * (right - left),
      top - ((event.clientY - box.top) / box.height) * (top - bottom),
    ];
  }

  contains([x, y]: readonly [number, number]): boolean {
    const { left, right, bottom, top } = this.#extent;
    return x >= left && x <= right && y >= bottom && y <= top;
  }

  #drawAxes(xName: string, yName: string): void {
    const { left, right, bottom, top } = this.#extent;
    const parts: SVGElement[] = [];
    const most = (size: number): number => Math.max(2, Math.round(size / 75));
    for (const value of ticks({ low: left, high: right, logarithmic: false }, most(this.#width))) {
      const x = LEFT + this.x(value);
      parts.push(svg("path", { d: `M${x},${EDGE + this.#height}v4` }));
      parts.push(
        svg("text", { x, y: EDGE + this.#height + 16, "text-anchor": "middle" }, format.number(value)),
      );
    }
    for (const value of ticks({ low: bottom, high: top, logarithmic: false }, most(this.#height))) {
      const y = EDGE + this.y(value);
      parts.push(svg("path", { d: `M${LEFT},${y}h-4` }));
      parts.push(svg("text", { x: LEFT - 7, y: y + 4, "text-anchor": "end" }, format.number(value)));
    }
    const middle = EDGE + this.#height / 2;
    // A name that does not fit beside the numbers is written upwards.
    const turn = format.textWidth(yName, 12) > 20 ? `rotate(-90 10 ${middle})` : undefined;
    parts.push(
      svg(
        "text",
        {
          class: "al-plane-name",
          x: LEFT + this.#width / 2,
          y: EDGE + this.#height + 31,
          "text-anchor": "middle",
        },
        xName,
      ),
      svg(
        "text",
        { class: "al-plane-name", x: 10, y: middle, "text-anchor": "middle", transform: turn },
        yName,
      ),
    );
    this.#axes.setAttribute("width", String(LEFT + this.#width + EDGE));
    this.#axes.setAttribute("height", String(EDGE + this.#height + BELOW));
    this.#axes.replaceChildren(...parts);
  }
}

/** Paint cells into a small picture, and that as large as the plane. */
export function spread(
  plane: Plane,
  context: CanvasRenderingContext2D,
  rows: number,
  columns: number,
  bytes: Uint8ClampedArray<ArrayBuffer>,
): void {
  const small = document.createElement("canvas");
  small.width = columns;
  small.height = rows;
  small.getContext("2d")!.putImageData(new ImageData(bytes, columns, rows), 0, 0);
  context.imageSmoothingEnabled = true;
  context.imageSmoothingQuality = "high";
  context.drawImage(small, 0, 0, plane.width, plane.height);
}

/** Follow a pointer from press to release, wherever it goes. */
export function onDrag(
  target: HTMLElement,
  cleanup: Cleanup,
  start: (event: PointerEvent) => boolean,
  move: (event: PointerEvent) => void,
  end: () => void,
): void {
  let held: number | undefined;
  cleanup.listen<PointerEvent>(target, "pointerdown", (event) => {
    if (held !== undefined || event.button !== 0 || !start(event)) return;
    held = event.pointerId;
    target.setPointerCapture(held);
    event.preventDefault();
    move(event);
  });
  cleanup.listen<PointerEvent>(target, "pointermove", (event) => {
    if (event.pointerId === held) move(event);
  });
  const release = (event: PointerEvent): void => {
    if (event.pointerId !== held) return;
    held = undefined;
    end();
  };
  cleanup.listen(target, "pointerup", release);
  cleanup.listen(target, "pointercancel", release);
}
