/** `lab.viz.live(model, optimizer)`: the live panel. One session per model, however many views are open. */

import type { AnyModel, InitializeProps, RenderProps } from "@anywidget/types";
import { Cleanup } from "../dom.ts";
import type { CardMessage, Frame, LiveTraits, Ping, RunCurves } from "../generated/protocol.ts";
import { asLanguage, type Language } from "../i18n.ts";
import { Panel } from "../live/panel.ts";
import { Session } from "../live/session.ts";
import { CARDS } from "../words/cards.ts";
import { COMMON } from "../words/common.ts";
import { CURVES } from "../words/curves.ts";
import { FLOW } from "../words/flow.ts";
import { GRAPH } from "../words/graph.ts";
import { LIVE } from "../words/live.ts";
import "../theme.css";
import "../curves/curves.css";
import "../curves/runs.css";
import "../graph/graph.css";
import "../cards/cards.css";
import "../cards/plane.css";
import "../live/live.css";
import "../live/flow.css";
import "../live/histograms.css";

const WORDS = { ...COMMON, ...CURVES, ...FLOW, ...GRAPH, ...LIVE, ...CARDS };

class Live {
  readonly session: Session;
  readonly panels = new Set<Panel>();
  readonly #model: AnyModel<LiveTraits>;
  readonly #cleanup = new Cleanup();

  constructor(model: AnyModel<LiveTraits>) {
    this.#model = model;
    this.session = new Session((message) => {
      try {
        model.send(message);
      } catch {
        this.session.lost(); // the connection was closed under our hands
      }
    });
    type Message = CardMessage | Frame | Ping | RunCurves;
    const on = (event: string, react: (message: Message, buffers: DataView[]) => void): void => {
      model.on(event, react);
      this.#cleanup.add(() => model.off(event as "msg:custom", react));
    };
    on("msg:custom", (message, buffers) => {
      if (message.type === "card") this.session.cards.receive(message, buffers);
      else if (message.type === "run") this.session.runs.take(message, buffers);
      else if (message.type === "frame") this.session.receive(message, buffers);
      else {
        if (message.type === "ping") this.session.here();
        return;
      }
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
    // The kernel was restarted, or the page has found it again. Whether anybody is there shows in the answer.
    on("comm_live_update", () => {
      this.session.lost();
      this.session.start();
      this.changed();
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

  /** Every view changes; the kernel need not know, for its own words come in both languages. */
  readonly choose = (language: Language): void => {
    this.#model.set("language", language);
    this.#model.save_changes();
  };

  open(el: HTMLElement): () => void {
    const view = new Cleanup();
    const panel = new Panel(this.session, WORDS, this.language, this.changed, this.choose);
    this.panels.add(panel);
    el.classList.add("al-view-live");
    el.append(panel.element);
    view.add(() => {
      // The last frame will not be drawn any more; unanswered, it would hold up those for the next view.
      if (this.panels.size === 0) this.session.drawn();
    });
    view.add(() => panel.destroy());
    view.add(() => this.panels.delete(panel));
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
