/** One view of a run: the head, the curves, the gradient flow and the parts below, drawn from one session. */

import { Cleanup, html, oncePerFrame } from "../dom.ts";
import { GraphView } from "../graph/view.ts";
import { type Language, type Translate, translator, type Words } from "../i18n.ts";
import { Cards } from "./cards.ts";
import { Curves } from "./curves.ts";
import { Findings } from "./findings.ts";
import { Flow } from "./flow.ts";
import { Header } from "./header.ts";
import { Histograms } from "./histograms.ts";
import { Resources } from "./resources.ts";
import type { Section } from "./section.ts";
import type { Session } from "./session.ts";
import { Tabs } from "./tabs.ts";

export class Panel {
  readonly element = html("div", { class: "al-root al-live", role: "region", "data-testid": "live-panel" });
  /** Ask for a redraw with the next animation frame. */
  readonly refresh: () => void;
  readonly #cleanup = new Cleanup();
  readonly #session: Session;
  readonly #words: Words;
  readonly #header: Header;
  readonly #sections: readonly Section[];
  readonly #cards: Cards;
  #t: Translate;

  /** `changed` tells all views of the session; `choose` sets the language for all of them. */
  constructor(
    session: Session,
    words: Words,
    language: Language,
    changed: () => void,
    choose: (language: Language) => void,
  ) {
    this.#session = session;
    this.#words = words;
    this.refresh = oncePerFrame(() => this.#draw(), this.#cleanup);
    const t = translator(language, words);
    this.#t = t;
    this.#header = new Header(session, t, this.#cleanup, changed, choose);
    const curves = new Curves(session, t, this.#cleanup, this.refresh);
    const flow = new Flow(t, this.#cleanup, this.refresh, session.choices);
    const findings = new Findings(t, this.#cleanup, (layers) => flow.point(layers));
    const tabs = new Tabs(t, this.#cleanup, this.refresh);
    const graph = new GraphView(t, { heading: "graph.step", numbers: false });
    this.#cleanup.add(() => graph.destroy());
    tabs.add("graph.step", {
      element: graph.element,
      words: (t) => graph.words(t),
      update: ({ graph: snapshot }) => graph.update(snapshot),
    });
    this.#cards = new Cards(tabs, this.#cleanup);
    tabs.add("hist.title", new Histograms(t, this.#cleanup, this.refresh, session.choices));
    tabs.add("resources.title", new Resources(t));
    this.#sections = [curves, flow, findings, tabs];
    this.element.append(
      this.#header.element,
      html("div", { class: "al-panes" }, curves.element, flow.element),
      findings.element,
      tabs.element,
    );
    const size = new ResizeObserver(this.refresh);
    size.observe(this.element);
    this.#cleanup.add(() => size.disconnect());
    this.words(language);
  }

  words(language: Language): void {
    const t = translator(language, this.#words);
    this.#t = t;
    this.element.lang = language === "zh" ? "zh-CN" : "en";
    this.element.setAttribute("aria-label", t("panel.label"));
    this.#header.words(t);
    for (const section of this.#sections) section.words(t);
    this.refresh();
  }

  destroy(): void {
    this.#session.show(this, []);
    this.#cleanup.run();
    this.element.remove();
  }

  #draw(): void {
    try {
      this.#session.flush();
      this.element.classList.toggle("al-ended", !this.#session.running);
      this.#header.update();
      this.#cards.update(this.#session, this.#t);
      for (const section of this.#sections) section.update(this.#session);
      this.#session.show(
        this,
        this.#sections.flatMap(({ grids }) => grids ?? []),
      );
    } finally {
      this.#session.drawn(); // a picture that fails must not hold up the frames that could replace it
    }
  }
}
