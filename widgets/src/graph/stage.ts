/**
 * Where the graph stands: drawn as SVG, or painted when it is large, moved by the camera, walked through by keys.
 *
 * Of a painted scene only what the keyboard stops at, the pointer touches or a card explains is an element; so the
 * two look and behave alike.
 */

import { type Cleanup, html, svg } from "../dom.ts";
import type { GraphEdge } from "../generated/protocol.ts";
import type { Translate } from "../i18n.ts";
import type { Point } from "../layout.ts";
import { Camera, type Placement } from "./camera.ts";
import { drawCard, drawFrame, drawWire, paintWire, refreshCard } from "./drawing.ts";
import type { Modules } from "./modules.ts";
import type { Decades } from "./scale.ts";
import type { Card, Frame, Scene } from "./scene.ts";

/** What draws a scene too large for elements. */
export interface Painting {
  readonly element: HTMLElement;
  show(scene: Scene, modules: Modules, t: Translate): void;
  paint(edges: readonly (readonly GraphEdge[])[], scale: Decades, matches: ReadonlySet<string>): void;
  move(place: Placement): void;
}

/** What shows where in the whole one is. */
export interface Overview {
  readonly element: HTMLElement;
  show(scene: Scene, camera: Camera): void;
  words(title: string): void;
  moved(): void;
}

/** What only large graphs need; a view of small ones goes without. */
export interface Large {
  painting(cleanup: Cleanup): Painting;
  overview(cleanup: Cleanup): Overview;
}

/** More cards and wires than this are painted. */
const PAINTED = 700;
/** More moving at once would not be smooth. */
const MOVING = 260;
const GLIDE = 260;
const TITLE = 24;

type Direction = "ArrowLeft" | "ArrowRight" | "ArrowUp" | "ArrowDown";

/** Something the keyboard can stop at: a card, or the title of an open box. */
interface Stop {
  readonly key: string;
  readonly card?: Card;
  readonly frame?: Frame;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface Looks {
  readonly scale: Decades;
  /** Whether the sizes of gradients are written on the edges. */
  readonly numbers: boolean;
  /** The node whose card is open. */
  readonly chosen: number | undefined;
  /** Keys of what a search has found, and of the match it stands at. */
  readonly matches: ReadonlySet<string>;
  readonly match: string;
}

export interface StageEvents {
  activate(key: string): void;
  escape(): void;
  find(): void;
}

export class Stage {
  readonly element = html("div", { class: "al-graph-stage" });
  readonly camera: Camera;
  readonly #svg = svg("svg", { role: "group", height: 130 });
  readonly #world = svg("g");
  readonly #painter: Painting | undefined;
  readonly #map: Overview | undefined;
  readonly #cleanup: Cleanup;
  readonly #events: StageEvents;

  #scene: Scene | undefined;
  #modules: Modules | undefined;
  #t: Translate | undefined;
  #looks: Looks | undefined;
  #painted = false;
  #wires: SVGGElement[] = [];
  #stops = new Map<string, Stop>();
  #elements = new Map<string, SVGGElement>();
  #current = "";
  #touched = "";

  constructor(events: StageEvents, cleanup: Cleanup, large: Large | undefined) {
    this.#events = events;
    this.#cleanup = cleanup;
    this.#painter = large?.painting(cleanup);
    this.#map = large?.overview(cleanup);
    this.#svg.append(this.#world);
    if (this.#painter) this.element.append(this.#painter.element);
    this.element.append(this.#svg);
    this.camera = new Camera(this.#svg, (place, glide) => this.#moved(place, glide));
    cleanup.add(() => this.camera.destroy());
    cleanup.listen<MouseEvent>(this.#svg, "click", (event) => {
      if (!this.camera.dragged) this.#activate(this.#keyAt(event));
    });
    cleanup.listen<PointerEvent>(this.#svg, "pointermove", (event) => this.#touch(event));
    cleanup.listen<KeyboardEvent>(this.#svg, "keydown", (event) => this.#keyboard(event));
    cleanup.listen<FocusEvent>(this.#svg, "focusin", (event) => this.#focused(this.#keyAt(event)));
    if (large) this.#followTheme();
  }

  /** The whole graph, small; it stands wherever there is room. */
  get map(): HTMLElement | undefined {
    return this.#map?.element;
  }

  words(t: Translate): void {
    this.#svg.setAttribute("aria-description", t("graph.hint"));
    this.#map?.words(t("graph.map"));
  }

  hide(hidden: boolean): void {
    this.#svg.style.display = hidden ? "none" : "";
    if (hidden && this.#map) this.#map.element.hidden = true;
  }

  /**
   * A new scene; what was `pressed` stays where it is on the screen, and the rest glides to its place. With "" the
   * whole picture stays in its place; without, all of it is shown.
   */
  show(scene: Scene, modules: Modules, t: Translate, pressed: string | undefined): void {
    const before = this.#stops;
    const placed = this.camera.place;
    const sprouting = pressed === undefined ? undefined : before.get(pressed);
    this.#scene = scene;
    this.#modules = modules;
    this.#t = t;
    this.#stops = new Map(stops(scene).map((stop) => [stop.key, stop]));
    if (!this.#stops.has(this.#current)) this.#current = this.#stops.keys().next().value ?? "";
    this.#touched = "";
    this.#painted = this.#painter !== undefined && scene.cards.length + scene.wires.length > PAINTED;
    if (this.#painter) this.#painter.element.hidden = !this.#painted;
    this.#elements.clear();
    if (this.#painted) {
      this.#wires = [];
      this.#painter?.show(scene, modules, t);
      this.#showFew();
    } else this.#draw(scene, modules, t);
    this.#svg.setAttribute(
      "aria-label",
      t("graph.label", { nodes: modules.nodes.length, edges: modules.edges.length }),
    );
    const after = pressed === undefined ? undefined : this.#stops.get(pressed);
    const still = { x: 0, y: 0 };
    const keep =
      sprouting && after
        ? { from: corner(sprouting), to: corner(after) }
        : pressed === ""
          ? { from: still, to: still }
          : undefined;
    this.camera.show(scene.width, scene.height, keep);
    this.#map?.show(scene, this.camera);
    if (sprouting && after && !this.#painted) this.#glide(before, placed, sprouting);
  }

  paint(looks: Looks): void {
    this.#looks = looks;
    const { edges, nodes } = this.#modules!;
    const members = this.#scene!.wires.map((wire) => wire.members.map((member) => edges[member]!.edge));
    if (this.#painted) {
      this.#painter?.paint(members, looks.scale, looks.matches);
      this.#showFew();
    } else {
      members.forEach((some, i) => {
        paintWire(this.#wires[i]!, some, looks.scale, looks.numbers, this.#t!);
      });
      for (const { node, key } of this.#scene!.cards)
        if (node !== undefined) refreshCard(this.#elements.get(key)!, nodes[node]!, this.#t!);
    }
    for (const [key, element] of this.#elements) this.#dress(key, element);
  }

  /** Whether there is a card or an open box of this key. */
  has(key: string): boolean {
    return this.#stops.has(key);
  }

  focus(key = this.#current): void {
    if (!this.#stops.has(key)) return;
    this.#current = key;
    if (this.#painted) this.#showFew();
    this.#rove();
    this.#elements.get(key)?.focus({ preventScroll: true });
  }

  reveal(key: string): void {
    const stop = this.#stops.get(key);
    if (stop) this.camera.reveal(stop.left + stop.width / 2, stop.top + stop.height / 2);
  }

  centre(key: string): void {
    const stop = this.#stops.get(key);
    if (!stop) return;
    // Of a box wider than the view, its beginning.
    const wide = Math.min(stop.width, 0.8 * this.camera.window.width);
    this.camera.centre(stop.left + wide / 2, stop.top + stop.height / 2);
  }

  #draw(scene: Scene, modules: Modules, t: Translate): void {
    this.#wires = scene.wires.map(drawWire);
    const frames = scene.frames.map((frame) => drawFrame(frame, modules, t));
    const cards = scene.cards.map((card) => drawCard(card, modules, t));
    this.#world.replaceChildren(...frames, ...this.#wires, ...cards);
    scene.cards.forEach((card, i) => {
      this.#elements.set(card.key, cards[i]!);
    });
    scene.frames.forEach((frame, i) => {
      this.#elements.set(frame.box.key, frames[i]!.querySelector<SVGGElement>(".al-frame-title")!);
    });
    this.#rove();
  }

  /** The elements of a painted scene: what has the focus, what the pointer is on, what is explained, what was found. */
  #showFew(): void {
    const chosen = this.#looks?.chosen;
    const wanted = new Set([
      this.#current,
      this.#touched,
      chosen === undefined ? "" : `n${chosen}`,
      this.#looks?.match ?? "",
    ]);
    for (const [key, element] of this.#elements) {
      if (wanted.has(key)) continue;
      (element.closest(".al-frame") ?? element).remove();
      this.#elements.delete(key);
    }
    for (const key of wanted) {
      const stop = this.#stops.get(key);
      if (!stop || this.#elements.has(key)) continue;
      const [modules, t] = [this.#modules!, this.#t!];
      const element = stop.card ? drawCard(stop.card, modules, t) : drawFrame(stop.frame!, modules, t);
      this.#elements.set(key, stop.card ? element : element.querySelector<SVGGElement>(".al-frame-title")!);
      this.#dress(key, this.#elements.get(key)!);
      this.#world.append(element);
    }
    for (const child of [...this.#world.children])
      if (![...this.#elements.values()].some((one) => child.contains(one))) child.remove();
    this.#rove();
  }

  #dress(key: string, element: SVGGElement): void {
    element.setAttribute("aria-pressed", String(key === `n${this.#looks?.chosen}`));
    element.classList.toggle("al-found", this.#looks?.matches.has(key) ?? false);
    element.classList.toggle("al-found-here", key === this.#looks?.match);
  }

  #moved(place: Placement, glide: boolean): void {
    this.#world.classList.toggle("al-camera-glide", glide && !this.#painted);
    this.#world.style.transform = `translate(${place.x}px, ${place.y}px) scale(${place.scale})`;
    if (this.#painted) this.#painter?.move(place);
    this.#map?.moved();
  }

  /** Everything moves from where it was seen; what is new comes out of what was pressed. */
  #glide(before: ReadonlyMap<string, Stop>, was: Placement, pressed: Stop): void {
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (still || this.#elements.size > MOVING) return;
    const now = this.camera.place;
    const timing = { duration: GLIDE, easing: "cubic-bezier(0.3, 0, 0.1, 1)" };
    const seen = ({ left, top }: Stop): Point => ({
      x: (was.x + left * was.scale - now.x) / now.scale,
      y: (was.y + top * was.scale - now.y) / now.scale,
    });
    for (const { key, left, top, card } of this.#stops.values()) {
      const moving = this.#elements.get(key)!.closest(".al-frame") ?? this.#elements.get(key)!;
      const old = before.get(key);
      const from = seen(old ?? pressed);
      const to = `translate(${left}px, ${top}px)`;
      const fade = old && Boolean(old.card) === Boolean(card) ? {} : { opacity: [0, 1] };
      moving.animate({ transform: [`translate(${from.x}px, ${from.y}px)`, to], ...fade }, timing);
    }
    for (const wire of this.#wires)
      wire.animate({ opacity: [0, 0, 1] }, { ...timing, duration: 1.6 * GLIDE });
  }

  #activate(key: string | undefined): void {
    if (key === undefined || !this.#stops.has(key)) return;
    this.#current = key;
    this.#events.activate(key);
  }

  #keyboard(event: KeyboardEvent): void {
    if (event.key === "Tab") return;
    // JupyterLab would take the key as a command for the cell.
    event.stopPropagation();
    const find = event.key === "/" || (event.key.toLowerCase() === "f" && (event.ctrlKey || event.metaKey));
    if (find) this.#events.find();
    else if (event.ctrlKey || event.metaKey || event.altKey) return;
    else if (event.key === "Enter" || event.key === " ") this.#activate(this.#keyAt(event));
    else if (event.key === "Escape") this.#events.escape();
    else if (event.key === "+" || event.key === "=") this.camera.zoom(1.3);
    else if (event.key === "-") this.camera.zoom(1 / 1.3);
    else if (event.key === "0") this.camera.home(true);
    else if (event.key.startsWith("Arrow")) this.#go(event.key as Direction);
    else return;
    event.preventDefault();
  }

  /** To the nearest thing in this direction; straight ahead counts more than sideways. */
  #go(direction: Direction): void {
    const from = this.#stops.get(this.#current);
    if (!from) return;
    const level = direction === "ArrowLeft" || direction === "ArrowRight";
    const sign = direction === "ArrowLeft" || direction === "ArrowUp" ? -1 : 1;
    const start = middle(from);
    let best: Stop | undefined;
    let nearest = Number.POSITIVE_INFINITY;
    for (const stop of this.#stops.values()) {
      const { x, y } = middle(stop);
      const ahead = sign * (level ? x - start.x : y - start.y);
      const aside = Math.abs(level ? y - start.y : x - start.x);
      if (ahead <= 1 || ahead + 3 * aside >= nearest) continue;
      nearest = ahead + 3 * aside;
      best = stop;
    }
    if (best) this.focus(best.key);
  }

  #focused(key: string | undefined): void {
    const stop = key === undefined ? undefined : this.#stops.get(key);
    if (!stop) return;
    this.#current = stop.key;
    this.#rove();
    const { x, y } = middle(stop);
    if (this.#elements.get(stop.key)?.matches(":focus-visible")) this.camera.reveal(x, y);
  }

  /** One stop for the Tab key; inside the graph the arrow keys move. */
  #rove(): void {
    for (const [key, element] of this.#elements)
      element.setAttribute("tabindex", key === this.#current ? "0" : "-1");
  }

  /** In a painted scene, what the pointer is on becomes an element: it can be pressed and says what it is. */
  #touch(event: PointerEvent): void {
    if (!this.#painted || event.buttons) return;
    const key = this.#keyUnder(event) ?? "";
    if (key === this.#touched) return;
    this.#touched = key;
    this.#showFew();
  }

  #keyAt(event: Event): string | undefined {
    const key = (event.target as Element).closest<SVGElement>("[data-key]")?.dataset.key;
    return key ?? (this.#painted && event instanceof MouseEvent ? this.#keyUnder(event) : undefined);
  }

  #keyUnder(event: MouseEvent): string | undefined {
    const { x, y } = this.camera.under(event.clientX, event.clientY);
    let found: Stop | undefined;
    for (const stop of this.#stops.values()) {
      const inside =
        x >= stop.left && x <= stop.left + stop.width && y >= stop.top && y <= stop.top + stop.height;
      if (inside && (!found || stop.card || stop.frame!.box.depth > (found.frame?.box.depth ?? 0)))
        found = stop;
      if (found?.card) break;
    }
    return found?.key;
  }

  /** What is painted does not change its colours by itself. */
  #followTheme(): void {
    const again = (): void => {
      if (this.#painted && this.#looks) this.paint(this.#looks);
      if (this.#scene) this.#map?.show(this.#scene, this.camera);
    };
    const observer = new MutationObserver(again);
    observer.observe(document.body, { attributeFilter: ["data-jp-theme-light", "class"] });
    this.#cleanup.add(() => observer.disconnect());
    this.#cleanup.listen(matchMedia("(prefers-color-scheme: dark)"), "change", again);
  }
}

function stops({ cards, frames }: Scene): Stop[] {
  return [
    ...cards.map((card) => ({ key: card.key, card, left: card.x, top: card.y, ...size(card) })),
    ...frames.map((frame) => ({
      key: frame.box.key,
      frame,
      left: frame.x,
      top: frame.y,
      width: frame.width,
      height: TITLE,
    })),
  ];
}

function size({ width, height }: Card): { width: number; height: number } {
  return { width, height };
}

function corner({ left, top }: Stop): Point {
  return { x: left, y: top };
}

/** Of a title, the place of its words. */
function middle({ card, left, top, width, height }: Stop): Point {
  return card ? { x: left + width / 2, y: top + height / 2 } : { x: left + 40, y: top + TITLE / 2 };
}
