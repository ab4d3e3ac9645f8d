/** A computation graph on the screen: drawn once per structure, repainted for every step. */

import { Cleanup, html, setText } from "../dom.ts";
import type { GraphSnapshot } from "../generated/protocol.ts";
import type { MessageKey, Translate } from "../i18n.ts";
import { type IconName, icon } from "../icons.ts";
import type { Kernel } from "../inline.ts";
import { boxes } from "./boxes.ts";
import { type CardParts, fillCard } from "./card.ts";
import { Finder } from "./finder.ts";
import { foldAll, foldedByDefault, unfold, visible } from "./folding.ts";
import { Legend } from "./legend.ts";
import { type Modules, modules } from "./modules.ts";
import { type Decades, decades } from "./scale.ts";
import { NARROW_GAP, NUMBER_GAP, name, type Scene, scene } from "./scene.ts";
import { find, type Match } from "./search.ts";
import { type Large, Stage } from "./stage.ts";

const CARD_SPACE = 412;
const FEW_EDGES = 40;

/** The graph as it is on the screen, for those that save it. */
export interface Drawn {
  readonly scene: Scene;
  readonly modules: Modules;
  readonly scale: Decades;
  readonly numbers: boolean;
  readonly title: string;
}

export interface Source {
  readonly element: HTMLElement;
  drawn(): Drawn | undefined;
  /** Say a sentence to the learner. */
  tell(words: string): void;
}

export interface Files {
  readonly element: HTMLElement;
  words(t: Translate): void;
}

export interface GraphOptions {
  /** What it is called as long as it has no title of its own. */
  readonly heading: MessageKey;
  /** Write the gradient's size on the edges, where there are few enough to read them. */
  readonly numbers: boolean;
  /** Who answers questions, if anybody does. */
  readonly kernel?: Kernel | undefined;
  readonly large?: Large;
  /** What tells the numbers of a node. */
  readonly details?: CardParts;
  /** The menu that saves the graph. */
  readonly files?: (source: Source, kernel: Kernel | undefined, cleanup: Cleanup) => Files;
}

export class GraphView {
  readonly element = html("section", { class: "al-graph", "data-testid": "graph" });
  readonly bar = html("div", { class: "al-graph-bar" });
  readonly #title = html("h3", { class: "al-title" });
  readonly #legend = new Legend();
  readonly #tools = html("div", { class: "al-graph-tools" });
  readonly #changes = html("p", { class: "al-graph-note", role: "status", hidden: true });
  readonly #empty = html("div", { class: "al-graph-empty" });
  readonly #card = html("aside", {
    class: "al-card",
    role: "region",
    tabindex: -1,
    "data-testid": "node-card",
    hidden: true,
  });
  readonly #cleanup = new Cleanup();
  readonly #stage: Stage;
  readonly #finder: Finder;
  readonly #files: Files | undefined;
  readonly #options: GraphOptions;

  #snapshot: GraphSnapshot | undefined;
  #modules: Modules | undefined;
  #scene: Scene | undefined;
  #structure = "";
  #folded = new Set<string>();
  #scale: Decades | undefined;
  #chosen: number | undefined;
  #t: Translate;

  constructor(t: Translate, options: GraphOptions) {
    this.#t = t;
    this.#options = options;
    this.#stage = new Stage(
      {
        activate: (key) => this.#activate(key),
        escape: () => this.#close(),
        find: () => this.#finder.focus(),
      },
      this.#cleanup,
      options.large,
    );
    this.#finder = new Finder(
      {
        find: (query) => (this.#modules ? find(this.#modules, query, this.#t) : []),
        go: (match) => this.#show(match),
        leave: () => this.#stage.focus(),
      },
      t,
      this.#cleanup,
    );
    const source = {
      element: this.element,
      drawn: () => this.#drawn,
      tell: (words: string) => this.#tell(words),
    };
    this.#files = options.files?.(source, options.kernel, this.#cleanup);
    this.bar.append(this.#title, this.#finder.element, this.#tools);
    this.#stage.element.append(this.#card, this.#empty);
    this.element.append(
      this.bar,
      this.#stage.element,
      html("div", { class: "al-graph-foot" }, this.#legend.element, this.#changes, this.#stage.map),
    );
    this.#cleanup.listen<KeyboardEvent>(this.#card, "keydown", (event) => {
      if (event.key === "Escape") this.#close();
      // JupyterLab would take letters as commands for the cell.
      event.stopPropagation();
    });
    this.#cleanup.listen<KeyboardEvent>(this.element, "keydown", (event) => {
      if (event.key.toLowerCase() !== "f" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      event.stopPropagation();
      this.#finder.focus();
    });
    this.words(t);
  }

  words(t: Translate, title = ""): void {
    this.#t = t;
    this.#title.textContent = title || t(this.#options.heading);
    this.#empty.textContent = t("graph.empty");
    const { camera } = this.#stage;
    this.#tools.replaceChildren(
      this.#tool("minus", t("graph.zoom.out"), () => camera.zoom(1 / 1.3)),
      this.#tool("plus", t("graph.zoom.in"), () => camera.zoom(1.3)),
      this.#tool("fit", t("graph.zoom.fit"), () => camera.home(true)),
      this.#tool("unfold", t("graph.expand.all"), () => this.#refold(new Set())),
      this.#tool(
        "fold",
        t("graph.collapse.all"),
        () => this.#modules && this.#refold(foldAll(this.#modules)),
      ),
      ...(this.#files ? [this.#files.element] : []),
    );
    this.#files?.words(t);
    this.#finder.words(t);
    this.#stage.words(t);
    this.#draw();
  }

  update(snapshot: GraphSnapshot | null | undefined): void {
    if (!snapshot || snapshot === this.#snapshot) {
      if (!this.#snapshot) this.#draw();
      return;
    }
    const structure = shapeOf(snapshot);
    const same = structure === this.#structure;
    const before = this.#modules;
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
    this.#folded = carried(this.#folded, before, this.#modules);
    this.#close();
    this.#finder.refresh();
    this.#draw(before && this.#stage.camera.moved ? "" : undefined);
  }

  destroy(): void {
    this.#options.details?.destroy();
    this.#cleanup.run();
    this.element.remove();
  }

  get #hasNumbers(): boolean {
    return this.#options.numbers && this.#modules !== undefined && this.#modules.edges.length <= FEW_EDGES;
  }

  get #boxed(): boolean {
    return this.#modules?.root.items.some((item) => typeof item !== "number") ?? false;
  }

  /** `pressed`: the card or title that stays where it is on the screen; "" keeps the whole picture in its place. */
  #draw(pressed?: string): void {
    const drawn = this.#snapshot !== undefined && this.#snapshot.nodes.length > 0;
    this.#empty.style.display = drawn ? "none" : "";
    this.#stage.hide(!drawn);
    this.#tools.style.display = this.#finder.element.style.display = drawn ? "" : "none";
    if (!drawn || !this.#modules) return;
    for (const tool of this.#tools.querySelectorAll<HTMLElement>("[data-tool$=fold]"))
      tool.hidden = !this.#boxed;
    const t = this.#t;
    const gap = this.#hasNumbers ? NUMBER_GAP : NARROW_GAP;
    this.#scene = scene(this.#modules, this.#folded, t, gap);
    this.#stage.show(this.#scene, this.#modules, t, pressed);
    this.#paint();
  }

  #paint(): void {
    if (!this.#modules || !this.#scene || !this.#scale || !this.#snapshot) return;
    const { edges, nodes } = this.#modules;
    const found = this.#finder.matches.map(({ place }) => this.#keyOf(place));
    this.#stage.paint({
      scale: this.#scale,
      numbers: this.#hasNumbers,
      chosen: this.#chosen,
      matches: new Set(found),
      match: this.#finder.match ? this.#keyOf(this.#finder.match.place) : "",
    });
    const shown = edges.map(({ edge }) => edge);
    this.#legend.update(shown, nodes, this.#scale, this.#t);
    this.#tell(this.#t.say(this.#snapshot.changes));
    if (this.#chosen !== undefined)
      fillCard(this.#card, this.#modules, this.#chosen, this.#t, () => this.#close(), this.#options.details);
  }

  #keyOf(place: Match["place"]): string {
    return name(visible(this.#modules!, this.#folded, place));
  }

  /** Open a node's card, or open or fold a module. */
  #activate(key: string): void {
    if (!this.#modules || !this.#scene) return;
    const card = this.#scene.cards.find((one) => one.key === key);
    if (card?.node !== undefined) {
      this.#chosen = this.#chosen === card.node ? undefined : card.node;
      this.#showCard(this.#chosen !== undefined);
      this.#paint();
      this.#card.scrollTop = 0;
      if (this.#chosen !== undefined) this.#stage.reveal(key);
      return;
    }
    if (!this.#folded.delete(key)) this.#folded.add(key);
    this.#close();
    this.#draw(key);
    this.#stage.focus(key);
  }

  #refold(folded: Set<string>): void {
    this.#folded = folded;
    this.#close();
    this.#draw();
  }

  /** Go to what the search has found, through closed modules. */
  #show(match: Match | undefined): void {
    if (!this.#modules) return;
    if (match && unfold(this.#modules, this.#folded, match.place)) {
      this.#close();
      this.#draw("");
    } else this.#paint();
    if (match) this.#stage.centre(name(match.place));
  }

  #close(): void {
    if (this.#chosen === undefined) return;
    this.#chosen = undefined;
    this.#showCard(false);
    this.#paint();
    this.#stage.focus();
  }

  #showCard(open: boolean): void {
    if (!open) this.#options.details?.close();
    this.#card.hidden = !open;
    this.#stage.element.classList.toggle("al-card-open", open);
    this.#stage.camera.cover(open ? CARD_SPACE : 0);
  }

  get #drawn(): Drawn | undefined {
    if (!this.#scene || !this.#modules || !this.#scale) return undefined;
    const title = this.#title.textContent ?? "";
    return {
      scene: this.#scene,
      modules: this.#modules,
      scale: this.#scale,
      numbers: this.#hasNumbers,
      title,
    };
  }

  #tell(words: string): void {
    setText(this.#changes, words);
    this.#changes.hidden = words === "";
  }

  #tool(name: IconName, label: string, act: () => void): HTMLButtonElement {
    const button = html(
      "button",
      { type: "button", "aria-label": label, title: label, "data-tool": name, "data-testid": `tool-${name}` },
      icon(name),
    );
    button.addEventListener("click", act);
    return button;
  }
}

/** What is folded in a new structure: boxes that were there before stay as they are. */
function carried(folded: ReadonlySet<string>, before: Modules | undefined, after: Modules): Set<string> {
  const fresh = foldedByDefault(after);
  const known = new Set(before ? boxes(before.root).map((one) => one.key) : []);
  for (const { key } of boxes(after.root)) {
    if (!known.has(key)) continue;
    if (folded.has(key)) fresh.add(key);
    else fresh.delete(key);
  }
  return fresh;
}

/** Everything that decides the drawing except the gradients: while it stays, steps only repaint. */
function shapeOf(snapshot: GraphSnapshot): string {
  const nodes = snapshot.nodes.map(({ kind, label, shape, dtype, scope, value, change }) =>
    [kind, typeof label === "string" ? label : label.en, shape, dtype, scope, value === "", change].join("|"),
  );
  return [...nodes, ...snapshot.edges.map(({ source, target }) => `${source}>${target}`)].join("\n");
}
