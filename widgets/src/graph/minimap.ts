/** The whole graph, small, with a window on what is seen; shown while that is a small part. */

import { type Cleanup, html } from "../dom.ts";
import type { Camera } from "./camera.ts";
import { palette } from "./palette.ts";
import type { Scene } from "./scene.ts";

const WIDEST = 200;
const TALLEST = 26;
const EDGE = 4;
/** Shown while less than this share of the graph is in view. */
const SMALL = 0.5;

export class Minimap {
  readonly element = html("div", { class: "al-minimap", "data-testid": "graph-map", hidden: true });
  readonly #canvas = html("canvas");
  readonly #window = html("div", { class: "al-minimap-window" });
  #camera: Camera | undefined;
  #scale = 1;
  #scene: Scene | undefined;
  #stale = true;

  constructor(cleanup: Cleanup) {
    this.element.append(this.#canvas, this.#window);
    const move = (event: PointerEvent): void => {
      const { left, top } = this.#canvas.getBoundingClientRect();
      const x = (event.clientX - left) / this.#scale;
      const y = (event.clientY - top) / this.#scale;
      this.#camera?.centre(x, y, false, false);
    };
    cleanup.listen<PointerEvent>(this.element, "pointerdown", (event) => {
      this.element.setPointerCapture(event.pointerId);
      move(event);
    });
    cleanup.listen<PointerEvent>(this.element, "pointermove", (event) => {
      if (this.element.hasPointerCapture(event.pointerId)) move(event);
    });
  }

  show(scene: Scene, camera: Camera): void {
    this.#scene = scene;
    this.#camera = camera;
    this.#stale = true;
    this.#scale = Math.min(WIDEST / scene.width, TALLEST / scene.height);
    this.moved();
  }

  words(title: string): void {
    this.element.title = title;
  }

  /** The camera has moved. */
  moved(): void {
    const scene = this.#scene;
    if (!scene || !this.#camera) return;
    const { x, y, width, height } = this.#camera.window;
    const [right, bottom] = [Math.min(scene.width, x + width), Math.min(scene.height, y + height)];
    const seen = Math.max(0, right - Math.max(0, x)) * Math.max(0, bottom - Math.max(0, y));
    this.element.hidden = !(seen < SMALL * scene.width * scene.height);
    if (this.element.hidden) return;
    if (this.#stale) this.#draw(scene);
    const place = (value: number): string => `${EDGE + value * this.#scale}px`;
    const style = this.#window.style;
    style.left = place(Math.max(-2, x));
    style.top = place(Math.max(-2, y));
    style.width = `${Math.max(4, (right - Math.max(0, x)) * this.#scale)}px`;
    style.height = `${Math.max(4, (bottom - Math.max(0, y)) * this.#scale)}px`;
  }

  #draw(scene: Scene): void {
    this.#stale = false;
    const density = Math.min(2, window.devicePixelRatio || 1);
    const canvas = this.#canvas;
    canvas.width = Math.max(1, Math.round(scene.width * this.#scale * density));
    canvas.height = Math.max(1, Math.round(scene.height * this.#scale * density));
    canvas.style.width = `${scene.width * this.#scale}px`;
    canvas.style.height = `${scene.height * this.#scale}px`;
    const context = canvas.getContext("2d")!;
    const colors = palette(this.element);
    const scale = this.#scale * density;
    const fill = (x: number, y: number, width: number, height: number): void =>
      context.fillRect(x * scale, y * scale, Math.max(1, width * scale), Math.max(1, height * scale));
    context.fillStyle = colors.line;
    context.globalAlpha = 0.3;
    for (const { x, y, width, height } of scene.frames) fill(x, y, width, height);
    context.globalAlpha = 1;
    for (const { x, y, width, height, box } of scene.cards) {
      context.fillStyle = box ? colors.soft : colors.faint;
      fill(x, y, width, height);
    }
  }
}
