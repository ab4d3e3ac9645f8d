/**
 * A scene of thousands of cards, painted. Only what is in view is drawn, and from afar without words; while a picture
 * that takes long is being moved, the browser shifts what is already painted.
 */

import { type Cleanup, html } from "../dom.ts";
import type { GraphEdge } from "../generated/protocol.ts";
import type { Translate } from "../i18n.ts";
import type { Placement } from "./camera.ts";
import { changeOf, MARKS } from "./drawing.ts";
import type { Modules } from "./modules.ts";
import { type Palette, palette } from "./palette.ts";
import { type Decades, strength, strokeWidth, together } from "./scale.ts";
import { behind, type Card, curve, type Scene } from "./scene.ts";
import { boxTitle, cardText, foldedText } from "./text.ts";

/** Below this scale words are not drawn, and curves are straight. */
const WORDS = 0.3;
/** Milliseconds; a slower picture is shifted while it moves. */
const SLOW = 20;
const REST = 120;

interface Area {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

interface Stroke {
  color: string;
  width: number;
  dash: readonly number[];
}

export class Painter {
  readonly element = html("canvas", { class: "al-graph-canvas", "aria-hidden": "true" });
  readonly #context = this.element.getContext("2d")!;
  #scene: Scene | undefined;
  #modules: Modules | undefined;
  #t: Translate | undefined;
  #colors: Palette | undefined;
  #areas: Area[] = [];
  #paths: (Path2D | undefined)[] = [];
  #strokes: Stroke[] = [];
  #matches: ReadonlySet<string> = new Set();
  #place: Placement = { x: 0, y: 0, scale: 1 };
  #painted: Placement | undefined;
  #took = 0;
  #frame = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(cleanup: Cleanup) {
    cleanup.add(() => {
      cancelAnimationFrame(this.#frame);
      clearTimeout(this.#timer);
    });
  }

  show(scene: Scene, modules: Modules, t: Translate): void {
    this.#scene = scene;
    this.#modules = modules;
    this.#t = t;
    this.#took = 0;
    this.#paths = new Array<Path2D | undefined>(scene.wires.length);
    this.#areas = scene.wires.map(({ points }) => {
      const xs = points.map((point) => point.x);
      const ys = points.map((point) => point.y);
      return { left: Math.min(...xs), top: Math.min(...ys), right: Math.max(...xs), bottom: Math.max(...ys) };
    });
  }

  /** The colours of gradients, and what a search has found. */
  paint(edges: readonly (readonly GraphEdge[])[], scale: Decades, matches: ReadonlySet<string>): void {
    this.#colors = palette(this.element.parentElement!);
    const colors = this.#colors;
    this.#strokes = edges.map((members) => stroke(members, scale, colors));
    this.#matches = matches;
    this.#paintSoon();
  }

  /** The camera has moved. */
  move(place: Placement): void {
    this.#place = place;
    if (this.#took < SLOW || !this.#painted) {
      this.#paintSoon();
      return;
    }
    const scale = place.scale / this.#painted.scale;
    const [x, y] = [place.x - this.#painted.x * scale, place.y - this.#painted.y * scale];
    this.element.style.transform = `translate(${x}px, ${y}px) scale(${scale})`;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#paintSoon(), REST);
  }

  #paintSoon(): void {
    if (this.#frame) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      const start = performance.now();
      this.#paintNow();
      this.#took = performance.now() - start;
    });
  }

  #paintNow(): void {
    const canvas = this.element;
    const { clientWidth: wide, clientHeight: tall } = canvas;
    if (!this.#scene || !this.#modules || !this.#t || !this.#colors || wide === 0) return;
    const density = Math.min(2, window.devicePixelRatio || 1);
    if (canvas.width !== Math.round(wide * density)) canvas.width = Math.round(wide * density);
    if (canvas.height !== Math.round(tall * density)) canvas.height = Math.round(tall * density);
    canvas.style.transform = "";
    const { x, y, scale } = this.#place;
    this.#painted = this.#place;
    const context = this.#context;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, canvas.width, canvas.height);
    context.setTransform(density * scale, 0, 0, density * scale, density * x, density * y);
    const seen = { left: -x / scale, top: -y / scale, right: (wide - x) / scale, bottom: (tall - y) / scale };
    this.#frames(seen, scale);
    this.#wires(seen, scale);
    for (const card of this.#scene.cards) if (meets(around(card), seen)) this.#card(card, scale);
  }

  #frames(seen: Area, scale: number): void {
    const context = this.#context;
    const colors = this.#colors!;
    context.lineWidth = Math.max(1, 0.6 / scale);
    context.setLineDash([]);
    for (const frame of this.#scene!.frames) {
      if (!meets(around(frame), seen)) continue;
      context.beginPath();
      context.roundRect(frame.x, frame.y, frame.width, frame.height, 12);
      context.fillStyle = colors.frame;
      context.fill();
      context.strokeStyle = colors.line;
      context.stroke();
      if (scale < WORDS) continue;
      const { path, note } = boxTitle(frame.box, this.#modules!, this.#t!);
      context.textAlign = "left";
      this.#words(`⌄ ${path}  ${note}`, frame.x + 12, frame.y + 16, `600 11px ${colors.mono}`, colors.soft);
    }
  }

  #wires(seen: Area, scale: number): void {
    const context = this.#context;
    const near = scale >= WORDS;
    this.#scene!.wires.forEach(({ points }, i) => {
      if (!meets(this.#areas[i]!, seen)) return;
      const { color, width, dash } = this.#strokes[i]!;
      context.strokeStyle = color;
      context.lineWidth = Math.max(width, 0.5 / scale);
      context.setLineDash(near ? [...dash] : []);
      if (near) {
        this.#paths[i] ??= new Path2D(curve(points));
        context.stroke(this.#paths[i]);
        return;
      }
      context.beginPath();
      for (const point of points) context.lineTo(point.x, point.y);
      context.stroke();
    });
  }

  #card(card: Card, scale: number): void {
    const context = this.#context;
    const colors = this.#colors!;
    const { x, y, width, height } = card;
    const node = card.node === undefined ? undefined : this.#modules!.nodes[card.node]!;
    const change = changeOf(card, this.#modules!);
    const kind = node?.kind ?? "folded";
    const found = this.#matches.has(card.key);
    const face = { leaf: colors.accentSoft, constant: colors.data, output: colors.ink }[kind as "leaf"];
    const edge = { leaf: colors.accent, constant: colors.faint, output: colors.ink, folded: colors.soft }[
      kind as "leaf"
    ];
    context.fillStyle = face ?? colors.raised;
    context.strokeStyle = found
      ? colors.warm
      : change === "new"
        ? colors.accent
        : change
          ? colors.warm
          : (edge ?? colors.line);
    context.lineWidth = found || change ? 2.4 : 1.2;
    context.setLineDash(kind === "more" || change === "gone" ? [4, 4] : []);
    if (scale < WORDS && !node) context.fillStyle = colors.line;
    for (let offset = node ? 0 : behind(card.box!); offset >= 0; offset -= 3) {
      context.beginPath();
      context.roundRect(x + offset, y - offset, width, height, RADII[kind] ?? 10);
      context.fill();
      context.stroke();
    }
    if (scale < WORDS) return;
    const text = node
      ? { ...cardText(node, this.#t!), count: "" }
      : foldedText(card.box!, this.#modules!, this.#t!);
    const ink = kind === "output" ? colors.surface : colors.ink;
    const room = text.count ? 30 : 0;
    context.textAlign = "center";
    const middle = y + height / 2;
    const label = change ? `${MARKS[change]} ${text.label}` : text.label;
    this.#words(
      label,
      x + (width - room) / 2,
      text.detail ? middle - 2 : middle + 5,
      `600 14px ${colors.mono}`,
      ink,
    );
    if (text.detail)
      this.#words(
        text.detail,
        x + width / 2,
        middle + 13,
        `10.5px ${colors.sans}`,
        kind === "output" ? colors.surface : colors.soft,
      );
    context.textAlign = "right";
    if (text.count)
      this.#words(text.count, x + width - 12, middle - 2, `600 11px ${colors.mono}`, colors.accent);
  }

  #words(text: string, x: number, y: number, font: string, color: string): void {
    const context = this.#context;
    context.font = font;
    context.fillStyle = color;
    context.fillText(text, x, y);
  }
}

const RADII: Readonly<Record<string, number>> = { leaf: 23, constant: 2, more: 23 };

function stroke(members: readonly GraphEdge[], scale: Decades, colors: Palette): Stroke {
  const edge = together(members);
  const look = strength(edge, scale);
  if (edge.change === "gone") return { color: colors.faint, width: 1.2, dash: [2, 4] };
  switch (look.kind) {
    case "never":
      return { color: colors.faint, width: 1, dash: [] };
    case "none":
      return { color: colors.faint, width: 1.2, dash: [4, 5] };
    case "zero":
      return { color: colors.soft, width: 1.2, dash: [] };
    case "nan":
      return { color: colors.bad, width: 2.4, dash: [1.5, 5] };
    case "size": {
      const step = Math.round(look.level * (colors.ramp.length - 1));
      return { color: colors.ramp[step]!, width: strokeWidth(look.level), dash: [] };
    }
  }
}

function around({ x, y, width, height }: Pick<Card, "x" | "y" | "width" | "height">): Area {
  return { left: x, top: y - 9, right: x + width + 9, bottom: y + height };
}

function meets(a: Area, b: Area): boolean {
  return a.left <= b.right && b.left <= a.right && a.top <= b.bottom && b.top <= a.bottom;
}
