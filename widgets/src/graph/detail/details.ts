/** The numbers and the code on a node's card. */

import { Cleanup, html } from "../../dom.ts";
import * as format from "../../format.ts";
import type { Picture, SavedDetails, Text } from "../../generated/protocol.ts";
import type { Translate } from "../../i18n.ts";
import type { Kernel } from "../../inline.ts";
import type { CardParts } from "../card.ts";
import type { Modules } from "../modules.ts";
import { Answers, type Card, type ElementNumbers, type Place } from "./answers.ts";
import { fitsHalf } from "./cells.ts";
import { chain } from "./chain.ts";
import { folded } from "./code.ts";
import { HeatMap, note } from "./heatmap.ts";
import { figures, histogram } from "./histogram.ts";
import { WhatIfPart } from "./what-if.ts";

const WIDTH = 350;
const HALF = 168;
/** Of fewer elements, the numbers themselves say more than bars. */
const MANY = 36;

export class Details implements CardParts {
  readonly #answers: Answers;
  readonly #numbers = html("div", { class: "al-detail", "data-testid": "detail" });
  readonly #code = html("div", { class: "al-detail-code" });
  readonly #chain = html("div");
  readonly #cleanup = new Cleanup();
  #t: Translate | undefined;
  #place: Place = [];
  #card: Card | undefined;
  #element: ElementNumbers | undefined;
  #heats: HeatMap[] = [];
  #whatIf: WhatIfPart | undefined;
  #marked: readonly (readonly number[])[] = [];
  #modules: Modules | undefined;
  #asked = 0;

  constructor(kernel: Kernel | undefined) {
    this.#answers = new Answers(kernel);
    const redraw = (): void => {
      for (const heat of this.#heats) heat.draw();
    };
    const theme = new MutationObserver(redraw);
    theme.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light", "class"] });
    this.#cleanup.add(() => theme.disconnect());
    this.#cleanup.listen(matchMedia("(prefers-color-scheme: dark)"), "change", redraw);
  }

  set saved(details: SavedDetails | null | undefined) {
    this.#answers.saved = details;
  }

  show(modules: Modules, index: number, t: Translate): { numbers: HTMLElement; code: HTMLElement } {
    const place = modules.nodes[index]!.place;
    const moved = String(place) !== String(this.#place);
    this.#modules = modules;
    if (moved || t !== this.#t) {
      this.#t = t;
      if (moved) void this.#open(place);
      else if (this.#card) this.#draw();
    }
    // The graph may have been drawn anew.
    requestAnimationFrame(() => this.#paintMarks());
    return { numbers: this.#numbers, code: this.#code };
  }

  close(): void {
    this.#asked++;
    this.#place = [];
    this.#card = undefined;
    this.#mark([]);
  }

  destroy(): void {
    this.close();
    this.#cleanup.run();
  }

  async #open(place: Place): Promise<void> {
    const asked = ++this.#asked;
    this.#place = place;
    this.#card = undefined;
    this.#mark([]);
    this.#numbers.replaceChildren();
    this.#code.replaceChildren();
    if (place.length === 0) return;
    try {
      const card = await this.#answers.card(place, this.#t!);
      if (asked !== this.#asked) return;
      this.#card = card;
      this.#element = card.detail.element ?? undefined;
      this.#draw();
    } catch (error) {
      if (asked === this.#asked) this.#numbers.replaceChildren(refused((error as Error).message));
    }
  }

  #draw(): void {
    const t = this.#t!;
    const { detail, cells } = this.#card!;
    this.#heats = [];
    const pictures = [
      this.#tensor(t("card.value"), detail.value, detail.no_value, cells),
      this.#tensor(t("card.gradient"), detail.gradient, detail.no_gradient, cells),
    ].filter((part) => part !== undefined);
    const scalar = detail.value?.shape.length === 0;
    this.#whatIf = undefined;
    if (detail.editable && this.#answers.live) {
      this.#whatIf = new WhatIfPart(
        t,
        {
          ask: (change) => this.#answers.whatIf(detail.place, change, t),
          mark: (places) => this.#mark(places),
        },
        scalar,
      );
    }
    this.#numbers.replaceChildren(
      ...this.#outputs(),
      html("div", { class: "al-tensors" }, ...pictures),
      this.#chain,
      ...(this.#whatIf ? [this.#whatIf.element] : []),
      ...(this.#answers.live ? [] : [html("p", { class: "al-note" }, t("detail.no.kernel"))]),
    );
    this.#code.replaceChildren(...folded(detail.sources, t("card.source")));
    this.#chosen();
  }

  /** Buttons for the outputs of an op that has several. */
  #outputs(): HTMLElement[] {
    const { outputs, output, place } = this.#card!.detail;
    if (outputs.length === 0) return [];
    const buttons = outputs.map((name, k) => {
      const button = html("button", { type: "button", "aria-pressed": String(k === output) }, name);
      button.addEventListener("click", () => {
        // The card stays that of the node; only its numbers are those of another output.
        const stays = this.#place;
        void this.#open([place[0]!, k]).then(() => {
          this.#place = stays;
        });
      });
      return button;
    });
    return [html("div", { class: "al-picks" }, ...buttons)];
  }

  #tensor(
    title: string,
    picture: Picture | null,
    missing: Text,
    cells: Card["cells"],
  ): HTMLElement | undefined {
    const t = this.#t!;
    const words = t.say(missing);
    if (!picture)
      return words
        ? html("div", {}, html("h4", {}, title), html("p", { class: "al-note" }, words))
        : undefined;
    const { heat: shown, statistics } = picture;
    const half = shown === null || fitsHalf(shown, HALF);
    const part = html("div", { class: half ? "al-tensor al-half" : "al-tensor" }, html("h4", {}, title));
    if (shown && picture.shape.length === 0) {
      part.append(html("strong", { class: "al-scalar" }, format.number(cells(picture)[0]!, 5)));
      return part;
    }
    if (shown && shown.rows * shown.columns * shown.tiles > 0) {
      const width = half ? HALF : WIDTH;
      const heat = new HeatMap(shown, cells(picture), title, width, t, (index) => void this.#choose(index));
      this.#heats.push(heat);
      part.append(heat.element);
      const said = note(shown, t);
      if (said) part.append(html("p", { class: "al-note" }, said));
    }
    if (words) part.append(html("p", { class: "al-note" }, words));
    if (statistics) {
      const bars = statistics.count > MANY ? histogram(statistics) : undefined;
      part.append(html("div", { class: "al-spread" }, bars, figures(statistics, t)));
    }
    return part;
  }

  async #choose(index: readonly number[]): Promise<void> {
    const asked = ++this.#asked;
    for (const heat of this.#heats) heat.mark(index);
    const { detail } = this.#card!;
    try {
      const element = await this.#answers.element(detail.place, index, this.#t!);
      if (asked !== this.#asked) return;
      this.#element = element;
      this.#chosen();
    } catch (error) {
      if (asked === this.#asked) this.#chain.replaceChildren(refused((error as Error).message));
    }
  }

  /** Show the element that is chosen now. */
  #chosen(): void {
    const element = this.#element;
    const { detail } = this.#card!;
    for (const heat of this.#heats) heat.mark(element?.index);
    this.#chain.replaceChildren(...(element ? chain(element, detail.start, this.#t!) : []));
    if (element) this.#whatIf?.set(element.index, Number(element.value));
  }

  #mark(places: readonly (readonly number[])[]): void {
    this.#marked = places;
    this.#paintMarks();
  }

  /** Boxes whose numbers are different now. */
  #paintMarks(): void {
    const graph = this.#numbers.closest(".al-graph");
    const marked = new Set(this.#marked.map(String));
    this.#modules?.nodes.forEach((node, i) => {
      const box = graph?.querySelector(`[data-key="n${i}"]`);
      box?.classList.toggle("al-affected", marked.has(String(node.place)));
    });
  }
}

function refused(words: string): HTMLElement {
  return html("p", { class: "al-refused", role: "status" }, words);
}
