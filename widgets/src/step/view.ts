/** A forward and a backward pass to walk through, op by op. Everything is in the state; the kernel is not asked. */

import { Cleanup, html, setText, svg } from "../dom.ts";
import type { StepState } from "../generated/protocol.ts";
import { members } from "../graph/boxes.ts";
import { Camera } from "../graph/camera.ts";
import { drawFrame } from "../graph/drawing.ts";
import { foldedByDefault, visible } from "../graph/folding.ts";
import { type Modules, modules } from "../graph/modules.ts";
import { type Decades, decades } from "../graph/scale.ts";
import { name, type Scene, scene } from "../graph/scene.ts";
import type { Translate } from "../i18n.ts";
import { type IconName, icon } from "../icons.ts";
import { drawBox, drawFolded, measure, paintBox, paintFolded } from "./boxes.ts";
import { Controls } from "./controls.ts";
import { explain } from "./explain.ts";
import { Legend } from "./legend.ts";
import { lists } from "./lists.ts";
import { Story } from "./story.ts";
import { drawWire, label, paintWire } from "./wires.ts";

/** More boxes than this stand without pictures, and modules start folded. */
const PICTURES = 40;
const OPEN = 120;
/** Between layers: room for a local derivative, or for a line only. */
const WIDE_GAP = 84;
const GAP = 44;

export class StepView {
  readonly element = html("section", { class: "al-step", "data-testid": "stepper" });
  readonly bar = html("div", { class: "al-graph-bar" });
  readonly #title = html("h3", { class: "al-title" });
  readonly #legend = new Legend();
  readonly #tools = html("div", { class: "al-graph-tools" });
  readonly #notes = html("div", { class: "al-step-notes" });
  readonly #stage = html("div", { class: "al-graph-stage" });
  readonly #svg = svg("svg", { role: "group", height: 130 });
  readonly #world = svg("g");
  readonly #text = html("div", { class: "al-step-text", "data-testid": "step-text" });
  readonly #aside = html("div", { class: "al-step-aside" });
  /** What a screen reader hears: one sentence per moment. */
  readonly #spoken = html("div", {
    class: "al-unseen",
    role: "status",
    "aria-live": "polite",
    "data-testid": "step-spoken",
  });
  readonly #camera: Camera;
  readonly #controls: Controls;
  readonly #cleanup = new Cleanup();

  #state: StepState | undefined;
  #story: Story | undefined;
  #modules: Modules | undefined;
  #scene: Scene | undefined;
  #folded = new Set<string>();
  #scale: Decades | undefined;
  #at = 0;
  #cards: SVGGElement[] = [];
  #wires: SVGGElement[] = [];
  #current = "";
  #t: Translate;

  constructor(t: Translate) {
    this.#t = t;
    this.#controls = new Controls(
      t,
      (at) => this.#go(at),
      (direction) => this.#go(this.#beyond(direction)),
    );
    this.#svg.append(this.#world);
    this.#stage.append(this.#svg);
    this.bar.append(this.#title, this.#legend.element, this.#tools);
    this.element.append(
      this.bar,
      this.#notes,
      this.#stage,
      this.#controls.element,
      html("div", { class: "al-step-panel" }, this.#text, this.#aside),
      this.#spoken,
    );
    this.#camera = new Camera(this.#svg, ({ x, y, scale }, glide) => {
      this.#world.classList.toggle("al-camera-glide", glide);
      this.#world.style.transform = `translate(${x}px, ${y}px) scale(${scale})`;
    });
    this.#cleanup.add(() => this.#camera.destroy());
    this.#cleanup.add(() => this.#controls.destroy());
    this.#cleanup.listen<KeyboardEvent>(this.element, "keydown", (event) => this.#keyboard(event));
    this.#cleanup.listen<MouseEvent>(this.#svg, "click", (event) => {
      if (!this.#camera.dragged) this.#activate(keyAt(event));
    });
    this.words(t);
  }

  words(t: Translate, title = ""): void {
    this.#t = t;
    this.#title.textContent = title || t("step.title");
    this.#tools.replaceChildren(
      tool("minus", t("graph.zoom.out"), () => this.#camera.zoom(1 / 1.3)),
      tool("plus", t("graph.zoom.in"), () => this.#camera.zoom(1.3)),
      tool("fit", t("graph.zoom.fit"), () => this.#camera.home(true)),
    );
    this.#controls.words(t);
    this.#draw();
    if (this.#at > 0) this.#follow();
  }

  update(state: StepState | null | undefined): void {
    if (!state?.moments || state === this.#state) return;
    this.#state = state;
    this.#story = new Story(state);
    this.#modules = modules(state.graph);
    this.#folded = state.nodes.length > OPEN ? foldedByDefault(this.#modules, OPEN) : new Set();
    this.#at = 0;
    this.#controls.show(this.#story);
    const network = state.nodes.some(({ value }) => value !== null && value.rows > 0);
    this.#scale = network ? decades(state.graph.edges.map((edge) => edge.grad_norm)) : undefined;
    this.#draw();
  }

  destroy(): void {
    this.#cleanup.run();
    this.element.remove();
  }

  #go(at: number): void {
    if (!this.#story) return;
    const next = Math.min(Math.max(at, 0), this.#story.count - 1);
    if (next === this.#at) return;
    this.#at = next;
    this.#paint();
    this.#follow();
  }

  /** The next moment; of those inside one folded module the last, since they look alike. */
  #beyond(direction: 1 | -1): number {
    const story = this.#story!;
    const last = story.count - 1;
    let at = Math.min(Math.max(this.#at + direction, 0), last);
    const key = this.#shownAt(at);
    // A stack is many modules: each is a step, though they look alike.
    const kind = this.#scene?.cards.find((card) => card.key === key)?.box?.kind;
    const folded = kind !== undefined && kind !== "stack";
    const ahead = (): number => at + direction;
    const here = story.isForward(at);
    while (
      folded &&
      ahead() >= 0 &&
      ahead() <= last &&
      this.#shownAt(ahead()) === key &&
      story.isForward(ahead()) === here
    )
      at += direction;
    return at;
  }

  /** The card at which a moment happens. */
  #shownAt(at: number): string {
    const node = this.#story!.state.moments[at]!.nodes[0];
    return node === undefined ? "" : this.#visible(node);
  }

  #visible(node: number): string {
    return name(visible(this.#modules!, this.#folded, node));
  }

  #draw(): void {
    const [story, graph] = [this.#story, this.#modules];
    if (!story || !graph) return;
    const t = this.#t;
    const few = graph.nodes.length <= PICTURES;
    const numbers = story.state.edges.some(
      (_, i) => label({ members: [i], source: "", target: "", points: [] }, story) !== "",
    );
    const placed = scene(graph, this.#folded, t, numbers ? WIDE_GAP : GAP, (node) =>
      measure(story, node, t, few),
    );
    this.#scene = placed;
    this.#wires = placed.wires.map((wire) => drawWire(wire, story));
    const frames = placed.frames.map((frame) => drawFrame(frame, graph, t));
    this.#cards = placed.cards.map((card) =>
      card.node === undefined ? drawFolded(card, graph, t) : drawBox(card, story, t, few),
    );
    this.#world.replaceChildren(...frames, ...this.#wires, ...this.#cards);
    this.#svg.setAttribute("aria-label", t("step.graph", { nodes: graph.nodes.length }));
    this.#notes.replaceChildren(...story.state.notes.map((note) => html("p", {}, t.say(note))));
    this.#notes.hidden = story.state.notes.length === 0;
    this.#camera.show(placed.width, placed.height);
    this.#paint();
  }

  #paint(): void {
    const [story, placed] = [this.#story, this.#scene];
    if (!story || !placed) return;
    const [k, t] = [this.#at, this.#t];
    placed.cards.forEach((card, i) => {
      const element = this.#cards[i]!;
      if (card.node !== undefined) paintBox(element, card.node, story, k, t);
      else paintFolded(element, members(card.box!), story, k);
    });
    placed.wires.forEach((wire, i) => {
      paintWire(this.#wires[i]!, wire, story, k, this.#scale);
    });
    const current = this.#shownAt(k);
    if (placed.cards.some(({ key }) => key === current)) this.#current = current;
    if (!placed.cards.some(({ key }) => key === this.#current)) this.#current = placed.cards[0]?.key ?? "";
    this.#rove();
    this.#controls.at = k;
    this.#text.replaceChildren(...explain(story, k, t));
    this.#aside.replaceChildren(...lists(story, k, t));
    this.element.dataset.half = story.isForward(k) ? "forward" : "backward";
    this.#legend.update(story.isForward(k), t);
    const { words, why } = story.state.moments[k]!;
    setText(this.#spoken, [t.say(words), t.say(why)].filter(Boolean).join(" "));
  }

  /** Bring the place where it happens into sight. */
  #follow(): void {
    const key = this.#shownAt(this.#at);
    const card = this.#scene?.cards.find((one) => one.key === key);
    if (card) this.#camera.reveal(card.x + card.width / 2, card.y + card.height / 2);
  }

  #activate(key: string | undefined): void {
    if (!this.#story || key === undefined) return;
    this.#current = key;
    const card = this.#scene?.cards.find((one) => one.key === key);
    if (card?.node !== undefined) {
      const at = this.#story.momentOf(card.node, this.#at);
      if (at !== undefined) this.#controls.jump(at);
      return;
    }
    if (!this.#folded.delete(key)) this.#folded.add(key);
    this.#draw();
    this.#focus();
  }

  #keyboard(event: KeyboardEvent): void {
    // JupyterLab would take the key as a command for the cell.
    if (event.key !== "Tab") event.stopPropagation();
    const target = event.target as Element;
    const key = keyAt(event);
    const button = target.closest("button") !== null;
    if (target.closest("select") || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "ArrowRight") this.#controls.move(1);
    else if (event.key === "ArrowLeft") this.#controls.move(-1);
    else if (event.key === "Home") this.#controls.jump(0);
    else if (event.key === "End") this.#controls.jump(Number.POSITIVE_INFINITY);
    else if (event.key === " " && !button) this.#controls.toggle();
    else if (key !== undefined && event.key === "Enter") this.#activate(key);
    else if (key !== undefined && event.key === "ArrowDown") this.#walk(1);
    else if (key !== undefined && event.key === "ArrowUp") this.#walk(-1);
    else return;
    event.preventDefault();
  }

  /** To the next box in the order of the computation. */
  #walk(direction: 1 | -1): void {
    const cards = [...(this.#scene?.cards ?? [])].sort((a, b) => a.x - b.x || a.y - b.y);
    const at = cards.findIndex(({ key }) => key === this.#current) + direction;
    const card = cards[at];
    if (!card) return;
    this.#current = card.key;
    this.#rove();
    this.#focus();
    this.#camera.reveal(card.x + card.width / 2, card.y + card.height / 2);
  }

  #focus(): void {
    const found = this.#cards.find((element) => element.dataset.key === this.#current);
    found?.focus();
  }

  /** One stop for the Tab key inside the graph. */
  #rove(): void {
    for (const element of this.#cards)
      element.setAttribute("tabindex", element.dataset.key === this.#current ? "0" : "-1");
  }
}

function keyAt(event: Event): string | undefined {
  return (event.target as Element).closest<SVGElement>("[data-key]")?.dataset.key;
}

function tool(name: IconName, words: string, act: () => void): HTMLButtonElement {
  const button = html("button", { type: "button", "aria-label": words, title: words }, icon(name));
  button.addEventListener("click", act);
  return button;
}
