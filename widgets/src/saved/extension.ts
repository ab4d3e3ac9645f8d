/**
 * A small extension of JupyterLab and Notebook: it draws the views of a saved notebook that has no kernel.
 *
 * Each output carries, beside the widget, what its view showed last. Where the widget is not to be had (its
 * kernel has ended, or was never started) the same view is drawn from that; as soon as a live one appears it
 * gives way. The widget's own way to the page is not touched.
 *
 * Lab loads extensions as module-federation containers. This one needs two things of such a container, so it is
 * written out below rather than brought by a bundler of that kind.
 */

import { draw, type Make, type Traits } from "./still.ts";

const TYPE = "application/vnd.autograd-lab.view+json";

/** Milliseconds: how long a live view may take, and how often the notebook is looked at while it changes. */
const PATIENCE = 1200;
const PACE = 600;

interface Saved {
  readonly entry: string;
  readonly traits: Traits;
}

// As much of JupyterLab as is used here.
interface OutputArea {
  readonly model: { readonly length: number; get(index: number): { readonly data: Record<string, unknown> } };
  readonly widgets: readonly { readonly node: HTMLElement }[];
}

interface NotebookPanel {
  readonly content: {
    readonly node: HTMLElement;
    readonly widgets: readonly { readonly outputArea?: OutputArea }[];
  };
  readonly disposed: { connect(slot: () => void): void };
}

interface Tracker {
  forEach(visit: (panel: NotebookPanel) => void): void;
  readonly widgetAdded: { connect(slot: (tracker: unknown, panel: NotebookPanel) => void): void };
}

type Scope = Record<string, Record<string, { get(): Promise<() => unknown> }>>;

// The script's own place: the entries lie beside it.
const here = (document.currentScript as HTMLScriptElement | null)?.src ?? location.href;
const loaded = new Map<string, Promise<Make>>();

/** The module of an entry, and its style sheet once per page. */
function load(entry: string): Promise<Make> {
  const before = loaded.get(entry);
  if (before) return before;
  const style = document.createElement("link");
  style.rel = "stylesheet";
  style.href = new URL(`${entry}.css`, here).href;
  document.head.append(style);
  const module = import(new URL(`${entry}.js`, here).href) as Promise<{ default: Make }>;
  const made = module.then(({ default: make }) => make);
  loaded.set(entry, made);
  return made;
}

/** The views drawn in one notebook, by the output that they stand in. */
class Stills {
  readonly #panel: NotebookPanel;
  readonly #waiting = new Map<HTMLElement, number>();
  /** How to take each of them down. */
  readonly #drawn = new Map<HTMLElement, () => void>();
  readonly #observer = new MutationObserver(() => this.#soon());
  #timer = 0;

  constructor(panel: NotebookPanel) {
    this.#panel = panel;
    this.#observer.observe(panel.content.node, { childList: true, subtree: true });
    panel.disposed.connect(() => this.#close());
    this.#soon();
  }

  #soon(): void {
    if (this.#timer) return;
    this.#timer = window.setTimeout(() => {
      this.#timer = 0;
      this.#look();
    }, PACE);
  }

  #look(): void {
    const seen = new Set<HTMLElement>();
    for (const { outputArea } of this.#panel.content.widgets) {
      outputArea?.widgets.forEach(({ node }, index) => {
        const saved = index < outputArea.model.length ? outputArea.model.get(index).data[TYPE] : undefined;
        if (!isSaved(saved) || !node.isConnected) return;
        seen.add(node);
        this.#mend(node, saved);
      });
    }
    for (const node of [...this.#drawn.keys(), ...this.#waiting.keys()])
      if (!seen.has(node)) this.#remove(node);
  }

  #mend(node: HTMLElement, saved: Saved): void {
    const live = [...node.querySelectorAll(".al-root")].some((root) => !root.closest(".al-still"));
    if (live) this.#remove(node);
    if (live || this.#drawn.has(node)) return;
    const since = this.#waiting.get(node);
    if (since === undefined) this.#waiting.set(node, performance.now());
    if (since !== undefined && performance.now() - since >= PATIENCE) this.#draw(node, saved);
    else this.#soon();
  }

  #draw(node: HTMLElement, saved: Saved): void {
    const place = node.querySelector(".jp-OutputArea-output");
    if (!place) return;
    const el = document.createElement("div");
    el.className = "al-still";
    place.classList.add("al-mended");
    place.after(el); // not inside: the widget's own renderer empties its place when it gives up
    let undo: () => void = () => {};
    let gone = false;
    this.#drawn.set(node, () => {
      gone = true;
      undo();
      el.remove();
      place.classList.remove("al-mended");
    });
    load(saved.entry)
      .then((make) => {
        if (!gone) undo = draw(make, saved.traits, el);
      })
      .catch(() => this.#remove(node)); // an entry of another version: what Lab shows by itself stays
  }

  #remove(node: HTMLElement): void {
    this.#waiting.delete(node);
    this.#drawn.get(node)?.();
    this.#drawn.delete(node);
  }

  #close(): void {
    clearTimeout(this.#timer);
    this.#observer.disconnect();
    for (const node of [...this.#drawn.keys()]) this.#remove(node);
  }
}

/** A notebook is a file of a stranger: the name of an entry must not lead anywhere else. */
function isSaved(value: unknown): value is Saved {
  const { entry, traits } = (value ?? {}) as Partial<Saved>;
  return (
    typeof entry === "string" && /^[a-z_]+$/.test(entry) && typeof traits === "object" && traits !== null
  );
}

function plugin(token: unknown) {
  return {
    id: "autograd-lab:saved-views",
    description: "Draws the views of autograd_lab in a saved notebook.",
    autoStart: true,
    requires: [token],
    activate: (_app: unknown, tracker: Tracker): void => {
      const style = document.createElement("style");
      style.textContent = ".al-mended { display: none !important } .al-still { flex: 1; min-width: 0 }";
      document.head.append(style);
      const follow = (panel: NotebookPanel): void => void new Stills(panel);
      tracker.forEach(follow);
      tracker.widgetAdded.connect((_tracker, panel) => follow(panel));
    },
  };
}

let shared: Scope = {};

/** The newest of the versions that the page shares; Lab shares one. */
async function notebookToken(): Promise<unknown> {
  const versions = Object.values(shared["@jupyterlab/notebook"] ?? {});
  const module = (await versions.at(-1)!.get())() as { INotebookTracker: unknown };
  return module.INotebookTracker;
}

const page = window as { _JUPYTERLAB?: Record<string, unknown> };
page._JUPYTERLAB ??= {};
page._JUPYTERLAB["autograd-lab"] = {
  init: (scope: Scope): void => {
    shared = scope;
  },
  get: async (_module: string): Promise<() => unknown> => {
    const exported = { __esModule: true, default: plugin(await notebookToken()) };
    return () => exported;
  },
};
