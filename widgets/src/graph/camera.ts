/** Moving the picture: drag, pinch, buttons, keys, and the wheel with Ctrl held (the plain wheel scrolls the page). */

import { Cleanup } from "../dom.ts";
import type { Point } from "../layout.ts";

const MARGIN = 20;
const CLOSEST = 2.5;
const FARTHEST = 0.05;
/** Drawn smaller than this, labels cannot be read, so a wide graph starts at its left end instead. */
export const READABLE = 0.62;
/** A click may tremble this far without becoming a drag. */
const TREMOR = 4;
const LOWEST = 130;
const TALLEST = 540;

/** Where the picture stands: a point p of it is seen at (x, y) + scale p. */
export interface Placement extends Point {
  readonly scale: number;
}

export class Camera {
  #x = 0;
  #y = 0;
  #scale = 1;
  #width = 0;
  #height = 0;
  /** What the open card covers. */
  #covered = 0;
  /** Until the learner moves the picture, it follows the size of the panel. */
  #moved = false;
  #dragged = false;
  readonly #svg: SVGSVGElement;
  readonly #apply: (place: Placement, glide: boolean) => void;
  readonly #cleanup = new Cleanup();
  readonly #pointers = new Map<number, Point>();

  constructor(svg: SVGSVGElement, apply: (place: Placement, glide: boolean) => void) {
    this.#svg = svg;
    this.#apply = apply;
    this.#cleanup.listen<WheelEvent>(svg, "wheel", (event) => this.#wheel(event), { passive: false });
    this.#cleanup.listen<PointerEvent>(svg, "pointerdown", (event) => this.#press(event));
    const observer = new ResizeObserver(() => this.#resize());
    observer.observe(svg.parentElement!);
    this.#cleanup.add(() => observer.disconnect());
  }

  get place(): Placement {
    return { x: this.#x, y: this.#y, scale: this.#scale };
  }

  get moved(): boolean {
    return this.#moved;
  }

  /** Whether the last press was a drag, so that the click at its end means nothing. */
  get dragged(): boolean {
    return this.#dragged;
  }

  /** What is seen, in the picture's own measure. */
  get window(): { x: number; y: number; width: number; height: number } {
    const { clientWidth, clientHeight } = this.#svg;
    const scale = this.#scale;
    return {
      x: -this.#x / scale,
      y: -this.#y / scale,
      width: clientWidth / scale,
      height: clientHeight / scale,
    };
  }

  /** A new picture of this size; with `keep`, the point `to` of it is seen where `from` of the old one was. */
  show(width: number, height: number, keep?: { from: Point; to: Point }): void {
    this.#width = width;
    this.#height = height;
    if (!keep) {
      this.#moved = false;
      this.#resize();
      return;
    }
    this.#x += (keep.from.x - keep.to.x) * this.#scale;
    this.#y += (keep.from.y - keep.to.y) * this.#scale;
    this.#moved = true;
    this.#resize();
    this.#apply(this.place, false);
  }

  #resize(): void {
    const wide = this.#svg.parentElement!.clientWidth;
    if (wide === 0 || this.#width === 0) return;
    const fitting = Math.max(READABLE, Math.min(1, (wide - 2 * MARGIN) / this.#width));
    const top = this.#moved ? Math.max(MARGIN, this.#y) : MARGIN;
    const needed = top + this.#height * (this.#moved ? this.#scale : fitting) + MARGIN;
    const tall = Math.round(Math.min(TALLEST, Math.max(LOWEST, needed)));
    // While the learner looks around, the page below must not jump.
    const now = Number.parseFloat(this.#svg.style.height) || 0;
    this.#svg.style.height = `${this.#moved ? Math.max(tall, now) : tall}px`;
    if (this.#moved) this.#apply(this.place, false);
    else this.home(false);
  }

  get #whole(): number {
    const { wide, tall } = this.#room;
    return Math.min(1, (wide - 2 * MARGIN) / this.#width, (tall - 2 * MARGIN) / this.#height);
  }

  get #room(): { wide: number; tall: number } {
    return {
      wide: this.#svg.parentElement!.clientWidth - this.#covered,
      tall: this.#svg.clientHeight || Number.parseFloat(this.#svg.style.height),
    };
  }

  /** The readable view at first; everything, however small, when asked for. */
  home(everything: boolean, glide = everything): void {
    const { wide, tall } = this.#room;
    this.#scale = everything ? this.#whole : Math.max(READABLE, this.#whole);
    const left = (wide - this.#width * this.#scale) / 2;
    this.#x = everything ? left : Math.max(MARGIN, left);
    this.#y = (tall - this.#height * this.#scale) / 2;
    this.#moved = everything;
    this.#apply(this.place, glide);
  }

  zoom(
    factor: number,
    atX = this.#svg.clientWidth / 2,
    atY = this.#svg.clientHeight / 2,
    glide = true,
  ): void {
    const scale = Math.min(CLOSEST, Math.max(Math.min(FARTHEST, this.#whole), this.#scale * factor));
    this.#x = atX - ((atX - this.#x) * scale) / this.#scale;
    this.#y = atY - ((atY - this.#y) * scale) / this.#scale;
    this.#scale = scale;
    this.#moved = true;
    this.#apply(this.place, glide);
  }

  /** The card has opened, or closed. */
  cover(width: number): void {
    this.#covered = width;
    if (!this.#moved && this.#width > 0) this.home(false, true);
  }

  /** Move just enough that this place is seen. */
  reveal(x: number, y: number): void {
    const px = this.#x + x * this.#scale;
    const py = this.#y + y * this.#scale;
    const { wide, tall } = this.#room;
    const dx = px < 80 ? 80 - px : px > wide - 80 ? wide - 80 - px : 0;
    const dy = py < 40 ? 40 - py : py > tall - 40 ? tall - 40 - py : 0;
    if (dx === 0 && dy === 0) return;
    this.#x += dx;
    this.#y += dy;
    this.#moved = true;
    this.#apply(this.place, true);
  }

  /** Put this place in the middle, large enough to be read. */
  centre(x: number, y: number, readable = true, glide = true): void {
    const { wide, tall } = this.#room;
    if (readable) this.#scale = Math.max(READABLE, this.#scale);
    this.#x = wide / 2 - x * this.#scale;
    this.#y = tall / 2 - y * this.#scale;
    this.#moved = true;
    this.#apply(this.place, glide);
  }

  /** The picture's own point under a place of the page. */
  under(clientX: number, clientY: number): Point {
    const { left, top } = this.#svg.getBoundingClientRect();
    return { x: (clientX - left - this.#x) / this.#scale, y: (clientY - top - this.#y) / this.#scale };
  }

  destroy(): void {
    this.#cleanup.run();
  }

  #wheel(event: WheelEvent): void {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const { left, top } = this.#svg.getBoundingClientRect();
    this.zoom(Math.exp(-event.deltaY * 0.002), event.clientX - left, event.clientY - top, false);
  }

  #press(start: PointerEvent): void {
    if (start.button !== 0) return;
    const id = start.pointerId;
    this.#pointers.set(id, { x: start.clientX, y: start.clientY });
    this.#dragged = this.#pointers.size > 1;
    const press = new Cleanup();
    press.listen<PointerEvent>(window, "pointermove", (event) => {
      if (event.pointerId !== id) return;
      const far = Math.hypot(event.clientX - start.clientX, event.clientY - start.clientY);
      if (!this.#dragged && far < TREMOR) return;
      if (!this.#svg.hasPointerCapture(id)) this.#svg.setPointerCapture(id);
      this.#dragged = true;
      this.#svg.classList.add("al-moving");
      this.#move(id, { x: event.clientX, y: event.clientY });
    });
    const end = (): void => {
      this.#pointers.delete(id);
      this.#svg.classList.remove("al-moving");
      press.run();
    };
    for (const type of ["pointerup", "pointercancel"])
      press.listen<PointerEvent>(window, type, (event) => {
        if (event.pointerId === id) end();
      });
    this.#cleanup.add(end);
  }

  /** One finger pulls the picture, two stretch it as well. */
  #move(id: number, now: Point): void {
    const before = this.#pointers.get(id)!;
    this.#pointers.set(id, now);
    const other = [...this.#pointers].find(([one]) => one !== id)?.[1];
    this.#moved = true;
    if (!other) {
      this.#x += now.x - before.x;
      this.#y += now.y - before.y;
      this.#apply(this.place, false);
      return;
    }
    this.#x += (now.x - before.x) / 2;
    this.#y += (now.y - before.y) / 2;
    const { left, top } = this.#svg.getBoundingClientRect();
    const spread = (a: Point): number => Math.max(1, Math.hypot(a.x - other.x, a.y - other.y));
    this.zoom(spread(now) / spread(before), (now.x + other.x) / 2 - left, (now.y + other.y) / 2 - top, false);
  }
}
