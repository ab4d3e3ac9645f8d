/** One view of a run: the head, the curves, the gradient flow and the step's graph, drawn from one session. */

import { Cleanup, html, oncePerFrame } from "../dom.ts";
import { GraphView } from "../graph/view.ts";
import { type Language, type Translate, translator } from "../i18n.ts";
import { Chart } from "./chart.ts";
import { Flow } from "./flow.ts";
import { Header } from "./header.ts";
import type { Session } from "./session.ts";

/** Of one chart, and of each of two: the graph below should stay on the same screen. */
const HEIGHT = 232;
const HALF_HEIGHT = 160;

export class Panel {
  readonly element = html("div", { class: "al-root al-live", role: "region", "data-testid": "live-panel" });
  /** Ask for a redraw with the next animation frame. */
  readonly refresh: () => void;
  readonly #cleanup = new Cleanup();
  readonly #session: Session;
  readonly #header: Header;
  readonly #loss: Chart;
  readonly #metric: Chart;
  readonly #flow: Flow;
  readonly #graph: GraphView;

  /** `changed` tells all views of the session; `choose` sets the language for all of them. */
  constructor(
    session: Session,
    language: Language,
    changed: () => void,
    choose: (language: Language) => void,
  ) {
    this.#session = session;
    this.refresh = oncePerFrame(() => this.#draw(), this.#cleanup);
    const t = translator(language);
    this.#header = new Header(session, t, this.#cleanup, changed, choose);
    this.#loss = new Chart("loss", t, this.#cleanup, this.refresh);
    this.#metric = new Chart("metric", t, this.#cleanup, this.refresh);
    this.#flow = new Flow(t);
    this.#graph = new GraphView(t, t("graph.step"), false);
    this.#cleanup.add(() => this.#graph.destroy());
    const charts = html("div", { class: "al-charts" }, this.#loss.element, this.#metric.element);
    this.element.append(
      this.#header.element,
      html("div", { class: "al-panes" }, charts, this.#flow.element),
      this.#graph.element,
    );
    const size = new ResizeObserver(this.refresh);
    size.observe(this.element);
    this.#cleanup.add(() => size.disconnect());
    this.words(language);
  }

  words(language: Language): void {
    const t: Translate = translator(language);
    this.element.lang = language === "zh" ? "zh-CN" : "en";
    this.element.setAttribute("aria-label", t("panel.label"));
    this.#header.words(t, language);
    this.#loss.words(t);
    this.#metric.words(t);
    this.#flow.words(t);
    this.#graph.words(t, t("graph.step"));
    this.refresh();
  }

  destroy(): void {
    this.#cleanup.run();
    this.element.remove();
  }

  #draw(): void {
    try {
      this.#show();
    } finally {
      this.#session.drawn(); // a picture that fails must not hold up the frames that could replace it
    }
  }

  #show(): void {
    const session = this.#session;
    session.flush();
    this.element.classList.toggle("al-ended", !session.running);
    this.#header.update();
    const curves = [...session.curves.values()];
    const metrics = curves.filter((curve) => curve.group === "metric");
    const height = metrics.length > 0 ? HALF_HEIGHT : HEIGHT;
    this.#loss.update(
      curves.filter((curve) => curve.group === "loss"),
      height,
    );
    this.#metric.element.hidden = metrics.length === 0;
    this.#metric.update(metrics, height);
    this.#flow.update(session.layers);
    this.#graph.update(session.graph);
  }
}
