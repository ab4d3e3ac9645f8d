/** A computation graph on the screen: drawn once per structure, repainted for every step. */

import { Cleanup, html, svg } from "../dom.ts";
import type { GraphSnapshot } from "../generated/protocol.ts";
import type { MessageKey, Translate } from "../i18n.ts";
import { type IconName, icon } from "../icons.ts";
import { Camera } from "./camera.ts";
import { fillCard } from "./card.ts";
import { drawCard, drawFrame, drawWire, paintWire, refreshCard } from "./drawing.ts";
import { Legend } from "./legend.ts";
import { foldedByDefault, type Modules, modules } from "./modules.ts";
import { type Decades, decades } from "./scale.ts";
import { NARROW_GAP, NUMBER_GAP, type Scene, scene } from "./scene.ts";

const CARD_SPACE = 340;
const FEW_EDGES = 40;

type Direction = "ArrowLeft" | "ArrowRight" | "ArrowUp" | "ArrowDown";

/** Something the keyboard can stop at: a card, or the title of a box. */
interface Stop {
  readonly key: string;
  readonly x: number;
  readonly y: number;
  readonly element: SVGGElement;
}

export class GraphView {
  readonly element = html("section", { class: "al-graph", "data-testid": "graph" });
  readonly #title = html("h3", { class: "al-title" });
  readonly #legend = new Legend();
  readonly #stage = html("div", { class: "al-graph-stage" });
  readonly #svg = svg("svg", { role: "group", height: 130 });
  readonly #world = svg("g");
  readonly #card = html("aside", {
    class: "al-card",
    role: "region",
    tabindex: -1,
    "data-testid": "node-card",
    hidden: true,
  });
  readonly #tools = html("div", { class: "al-graph-tools" });
  readonly #empty = html("div", { class: "al-graph-empty" });
  readonly #cleanup = new Cleanup();
  readonly #camera: Camera;

  #snapshot: GraphSnapshot | undefined;
  #modules: Modules | undefined;
  #scene: Scene | undefined;
  #structure = "";
  #folded = new Set<string>();
  #scale: Decades | undefined;
  #wires: SVGGElement[] = [];
  #stops: Stop[] = [];
  #current = "";
  #chosen: number | undefined;
  #t: Translate;
  readonly #heading: MessageKey;
  readonly #numbers: boolean;

  /**
   * `heading`: what it is called as long as it has no title of its own. `numbers`: write the gradient's size on
   * the edges, where there are few enough to read them.
   */
  constructor(t: Translate, heading: MessageKey, numbers: boolean) {
    this.#t = t;
    this.#heading = heading;
    this.#numbers = numbers;
    this.#svg.append(this.#world);
    this.#stage.append(this.#svg, this.#card, this.#empty);
    this.element.append(
      html("div", { class: "al-graph-bar" }, this.#title, this.#legend.element, this.#tools),
      this.#stage,
    );
    this.#camera = new Camera(this.#svg, this.#world);
    this.#cleanup.add(() => this.#camera.destroy());
    this.#cleanup.listen<MouseEvent>(this.#svg, "click", (event) => this.#activate(keyAt(event)));
    this.#cleanup.listen<KeyboardEvent>(this.#svg, "keydown", (event) => this.#keyboard(event));
    this.#cleanup.listen<FocusEvent>(this.#svg, "focusin", (event) => this.#focused(keyAt(event)));
    this.#cleanup.listen<KeyboardEvent>(this.#card, "keydown", (event) => {
      if (event.key === "Escape") this.#close();
      // JupyterLab would take letters as commands for the cell.
      event.stopPropagation();
    });
    this.words(t);
  }

  words(t: Translate, title = ""): void {
    this.#t = t;
    this.#title.textContent = title || t(this.#heading);
    this.#empty.textContent = t("graph.empty");
    this.#tools.replaceChildren(
      this.#tool("minus", t("graph.zoom.out"), () => this.#camera.zoom(1 / 1.3)),
      this.#tool("plus", t("graph.zoom.in"), () => this.#camera.zoom(1.3)),
      this.#tool("fit", t("graph.zoom.fit"), () => this.#camera.home(true)),
    );
    this.#svg.setAttribute("aria-description", t("graph.hint"));
    this.#draw();
  }

  update(snapshot: GraphSnapshot | null | undefined): void {
    if (!snapshot || snapshot === this.#snapshot) {
      if (!this.#snapshot) this.#draw();
      return;
    }
    const structure = shapeOf(snapshot);
    const same = structure === this.#structure;
    this.#snapshot = snapshot;
    this.#structure = structure;
    this.#modules = modules(snapshot);
    this.#scale = decades(
      snapshot.edges.map((edge) => edge.grad_norm),
      same ? this.#scale : undefined,
    );
    if (same) {
      this.#paint();
      return;
    }
    this.#folded = foldedByDefault(this.#modules);
    this.#close();
    this.#draw();
  }

  destroy(): void {
    this.#cleanup.run();
    this.element.remove();
  }

  get #hasNumbers(): boolean {
    return this.#numbers && this.#modules !== undefined && this.#modules.edges.length <= FEW_EDGES;
  }

  #draw(): void {
    const drawn = this.#snapshot !== undefined && this.#snapshot.nodes.length > 0;
    this.#empty.hidden = drawn;
    this.#empty.style.display = drawn ? "none" : "";
    this.#svg.style.display = this.#tools.style.display = drawn ? "" : "none";
    if (!drawn || !this.#modules) return;
    const modules = this.#modules;
    const t = this.#t;
    const placed = scene(modules, this.#folded, t, this.#hasNumbers ? NUMBER_GAP : NARROW_GAP);
    this.#scene = placed;
    this.#wires = placed.wires.map(drawWire);
    const frames = placed.frames.map((frame) => drawFrame(frame, modules, t));
    const cards = placed.cards.map((card) => drawCard(card, modules, t));
    this.#world.replaceChildren(...frames, ...this.#wires, ...cards);
    this.#stops = [
      ...placed.cards.map((card, i) => ({
        key: card.key,
        x: card.x + card.width / 2,
        y: card.y + card.height / 2,
        element: cards[i]!,
      })),
      ...placed.frames.map((frame, i) => ({
        key: frame.box.key,
        x: frame.x + 40,
        y: frame.y + 12,
        element: frames[i]!.querySelector<SVGGElement>(".al-frame-title")!,
      })),
    ];
    if (!this.#stops.some((stop) => stop.key === this.#current)) this.#current = this.#stops[0]?.key ?? "";
    this.#rove();
    this.#svg.setAttribute(
      "aria-label",
      t("graph.label", { nodes: modules.nodes.length, edges: modules.edges.length }),
    );
    this.#camera.show(placed.width, placed.height);
    this.#paint();
  }

  #paint(): void {
    if (!this.#modules || !this.#scene || !this.#scale) return;
    const { edges, nodes } = this.#modules;
    this.#scene.wires.forEach((wire, i) => {
      const members = wire.members.map((member) => edges[member]!.edge);
      paintWire(this.#wires[i]!, members, this.#scale!, this.#hasNumbers, this.#t);
    });
    this.#scene.cards.forEach(({ node }, i) => {
      if (node !== undefined) refreshCard(this.#stops[i]!.element, nodes[node]!, this.#t);
    });
    const shown = edges.map(({ edge }) => edge);
    this.#legend.update(shown, nodes, this.#scale, this.#t);
    for (const { key, element } of this.#stops)
      element.setAttribute("aria-pressed", String(key === `n${this.#chosen}`));
    if (this.#chosen !== undefined)
      fillCard(this.#card, this.#modules, this.#chosen, this.#t, () => this.#close());
  }

  /** Open a node's card, or open or fold a module. */
  #activate(key: string | undefined): void {
    if (!this.#modules || !this.#scene || key === undefined) return;
    this.#current = key;
    const card = this.#scene.cards.find((one) => one.key === key);
    if (card?.node !== undefined) {
      this.#chosen = this.#chosen === card.node ? undefined : card.node;
      this.#showCard(this.#chosen !== undefined);
      this.#paint();
      this.#card.scrollTop = 0;
      if (this.#chosen !== undefined) this.#camera.reveal(card.x + card.width / 2, card.y + card.height / 2);
      return;
    }
    if (!this.#folded.delete(key)) this.#folded.add(key);
    this.#close();
    this.#draw();
    this.#stops.find((stop) => stop.key === this.#current)?.element.focus();
  }

  #close(): void {
    if (this.#chosen === undefined) return;
    this.#chosen = undefined;
    this.#showCard(false);
    this.#paint();
    this.#stops.find((stop) => stop.key === this.#current)?.element.focus();
  }

  #showCard(open: boolean): void {
    this.#card.hidden = !open;
    this.#stage.classList.toggle("al-card-open", open);
    this.#camera.cover(open ? CARD_SPACE : 0);
  }

  #keyboard(event: KeyboardEvent): void {
    // JupyterLab would take the key as a command for the cell.
    if (event.key !== "Tab") event.stopPropagation();
    if (event.key === "Enter" || event.key === " ") this.#activate(keyAt(event));
    else if (event.key === "Escape") this.#close();
    else if (event.key.startsWith("Arrow")) this.#go(event.key as Direction);
    else return;
    event.preventDefault();
  }

  /** To the nearest thing in this direction; straight ahead counts more than sideways. */
  #go(direction: Direction): void {
    const from = this.#stops.find((stop) => stop.key === this.#current);
    if (!from) return;
    const level = direction === "ArrowLeft" || direction === "ArrowRight";
    const sign = direction === "ArrowLeft" || direction === "ArrowUp" ? -1 : 1;
    let best: Stop | undefined;
    let nearest = Number.POSITIVE_INFINITY;
    for (const stop of this.#stops) {
      const ahead = sign * (level ? stop.x - from.x : stop.y - from.y);
      const aside = Math.abs(level ? stop.y - from.y : stop.x - from.x);
      if (ahead <= 1 || ahead + 3 * aside >= nearest) continue;
      nearest = ahead + 3 * aside;
      best = stop;
    }
    best?.element.focus();
  }

  #focused(key: string | undefined): void {
    const stop = this.#stops.find((one) => one.key === key);
    if (!stop) return;
    this.#current = stop.key;
    this.#rove();
    if (stop.element.matches(":focus-visible")) this.#camera.reveal(stop.x, stop.y);
  }

  /** One stop for the Tab key; inside the graph the arrow keys move. */
  #rove(): void {
    for (const { key, element } of this.#stops)
      element.setAttribute("tabindex", key === this.#current ? "0" : "-1");
  }

  #tool(name: IconName, label: string, act: () => void): HTMLButtonElement {
    const button = html("button", { type: "button", "aria-label": label, title: label }, icon(name));
    button.addEventListener("click", act);
    return button;
  }
}

function keyAt(event: Event): string | undefined {
  return (event.target as Element).closest<SVGElement>("[data-key]")?.dataset.key;
}

/** Everything that decides the drawing except the gradients: while it stays, steps only repaint. */
function shapeOf(snapshot: GraphSnapshot): string {
  const nodes = snapshot.nodes.map(({ kind, label, shape, dtype, scope, value }) =>
    [kind, typeof label === "string" ? label : label.en, shape, dtype, scope, value === ""].join("|"),
  );
  return [...nodes, ...snapshot.edges.map(({ source, target }) => `${source}>${target}`)].join("\n");
}
