/** Moving the picture: drag, buttons, and the wheel with Ctrl held (the plain wheel scrolls the notebook). */

import { Cleanup } from "../dom.ts";

const MARGIN = 20;
const CLOSEST = 2.5;
/** Drawn smaller than this, labels cannot be read, so a wide graph starts at its left end instead. */
const READABLE = 0.62;
/** A click may tremble this far without becoming a drag. */
const TREMOR = 4;

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
  readonly #svg: SVGSVGElement;
  readonly #group: SVGGElement;
  readonly #cleanup = new Cleanup();

  constructor(svg: SVGSVGElement, group: SVGGElement) {
    this.#svg = svg;
    this.#group = group;
    this.#cleanup.listen<WheelEvent>(svg, "wheel", (event) => this.#wheel(event), { passive: false });
    this.#cleanup.listen<PointerEvent>(svg, "pointerdown", (event) => this.#drag(event));
    const observer = new ResizeObserver(() => this.#resize());
    observer.observe(svg.parentElement!);
    this.#cleanup.add(() => observer.disconnect());
  }

  /** A new picture of this size. */
  show(width: number, height: number): void {
    this.#width = width;
    this.#height = height;
    this.#moved = false;
    this.#resize();
  }

  #resize(): void {
    const wide = this.#svg.parentElement!.clientWidth;
    if (wide === 0 || this.#width === 0) return;
    const scale = this.#fitting(wide);
    const tall = Math.round(Math.min(460, Math.max(130, this.#height * scale + 2 * MARGIN)));
    this.#svg.style.height = `${tall}px`;
    if (!this.#moved) this.home(false);
  }

  #fitting(wide: number): number {
    return Math.max(READABLE, Math.min(1, (wide - 2 * MARGIN) / this.#width));
  }

  /** The readable view at first; everything, however small, when asked for. */
  home(everything: boolean, glide = everything): void {
    const wide = this.#svg.parentElement!.clientWidth - this.#covered;
    const tall = this.#svg.clientHeight || Number.parseFloat(this.#svg.style.height);
    const whole = Math.min(1, (wide - 2 * MARGIN) / this.#width, (tall - 2 * MARGIN) / this.#height);
    this.#scale = everything ? whole : Math.max(READABLE, whole);
    const left = (wide - this.#width * this.#scale) / 2;
    this.#x = everything ? left : Math.max(MARGIN, left);
    this.#y = (tall - this.#height * this.#scale) / 2;
    this.#moved = everything;
    this.#apply(glide);
  }

  zoom(
    factor: number,
    atX = this.#svg.clientWidth / 2,
    atY = this.#svg.clientHeight / 2,
    glide = true,
  ): void {
    const scale = Math.min(CLOSEST, Math.max(0.05, this.#scale * factor));
    this.#x = atX - ((atX - this.#x) * scale) / this.#scale;
    this.#y = atY - ((atY - this.#y) * scale) / this.#scale;
    this.#scale = scale;
    this.#moved = true;
    this.#apply(glide);
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
    const room = this.#svg.clientWidth - this.#covered;
    const dx = px < 80 ? 80 - px : px > room - 80 ? room - 80 - px : 0;
    const dy = py < 40 ? 40 - py : py > this.#svg.clientHeight - 40 ? this.#svg.clientHeight - 40 - py : 0;
    if (dx === 0 && dy === 0) return;
    this.#x += dx;
    this.#y += dy;
    this.#moved = true;
    this.#apply(true);
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

  #drag(start: PointerEvent): void {
    if (start.button !== 0) return;
    const [x, y] = [this.#x, this.#y];
    let dragging = false;
    const drag = new Cleanup();
    drag.listen<PointerEvent>(this.#svg, "pointermove", (event) => {
      const dx = event.clientX - start.clientX;
      const dy = event.clientY - start.clientY;
      if (!dragging && Math.hypot(dx, dy) < TREMOR) return;
      if (!dragging) {
        dragging = true;
        this.#svg.setPointerCapture(start.pointerId);
        this.#svg.classList.add("al-moving");
      }
      this.#x = x + dx;
      this.#y = y + dy;
      this.#moved = true;
      this.#apply(false);
    });
    const end = (): void => {
      this.#svg.classList.remove("al-moving");
      drag.run();
    };
    drag.listen(window, "pointerup", end);
    drag.listen(window, "pointercancel", end);
    this.#cleanup.add(end);
  }

  #apply(glide: boolean): void {
    this.#group.classList.toggle("al-camera-glide", glide);
    this.#group.style.transform = `translate(${this.#x}px, ${this.#y}px) scale(${this.#scale})`;
  }
}
