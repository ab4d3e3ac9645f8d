/** `lab.viz.live(model, optimizer)`: the live panel. One session per model, however many views are open. */

import type { AnyModel, InitializeProps, RenderProps } from "@anywidget/types";
import { Cleanup } from "./dom.ts";
import type { Frame, LiveTraits } from "./generated/protocol.ts";
import { asLanguage, type Language } from "./i18n.ts";
import { Panel } from "./live/panel.ts";
import { Session } from "./live/session.ts";
import "./theme.css";
import "./graph/graph.css";
import "./live/live.css";

/** ipywidgets puts this class on a view whose kernel is gone. */
const DISCONNECTED = "jupyter-widgets-disconnected";

class Live {
  readonly session: Session;
  readonly panels = new Set<Panel>();
  readonly #model: AnyModel<LiveTraits>;
  readonly #cleanup = new Cleanup();

  constructor(model: AnyModel<LiveTraits>) {
    this.#model = model;
    this.session = new Session((message) => model.send(message));
    const on = (event: string, react: (message: Frame, buffers: DataView[]) => void): void => {
      model.on(event, react);
      this.#cleanup.add(() => model.off(event as "msg:custom", react));
    };
    on("msg:custom", (message: Frame, buffers: DataView[]) => {
      if (message.type !== "frame") return;
      this.session.receive(message, buffers);
      // With no view there is nothing to draw, and nothing to wait for.
      if (this.panels.size === 0) this.session.drawn();
      this.changed();
    });
    on("change:snapshot", () => {
      this.session.restore(model.get("snapshot"));
      this.changed();
    });
    on("change:language", () => {
      for (const panel of this.panels) panel.words(this.language);
    });
    this.session.restore(model.get("snapshot"));
    this.session.start();
  }

  get language(): Language {
    return asLanguage(this.#model.get("language"));
  }

  readonly changed = (): void => {
    for (const panel of this.panels) panel.refresh();
  };

  /** Every view changes, and so do the words that come from the kernel. */
  readonly choose = (language: Language): void => {
    this.#model.set("language", language);
    this.#model.save_changes();
  };

  open(el: HTMLElement): () => void {
    const view = new Cleanup();
    const panel = new Panel(this.session, this.language, this.changed, this.choose);
    this.panels.add(panel);
    el.append(panel.element);
    view.add(() => panel.destroy());
    view.add(() => this.panels.delete(panel));
    const look = (): void => {
      if (!el.classList.contains(DISCONNECTED)) return;
      this.session.lost();
      this.changed();
    };
    const observer = new MutationObserver(look);
    observer.observe(el, { attributeFilter: ["class"] });
    view.add(() => observer.disconnect());
    look();
    return () => view.run();
  }

  close(): void {
    for (const panel of this.panels) panel.destroy();
    this.panels.clear();
    this.#cleanup.run();
  }
}

export default () => {
  let live: Live;
  return {
    initialize({ model }: InitializeProps<LiveTraits>): () => void {
      live = new Live(model);
      return () => live.close();
    },
    render({ el }: RenderProps<LiveTraits>): () => void {
      return live.open(el);
    },
  };
};
