/** One card, whatever it shows: a line that reads it out, and the picture. */

import { Cleanup, html, setText } from "../dom.ts";
import type { CardData } from "../generated/protocol.ts";
import type { Translate } from "../i18n.ts";
import { onTheme } from "../palette.ts";
import type { Content } from "./content.ts";
import { FieldView } from "./field.ts";
import { MapsView } from "./maps.ts";
import { PointsView } from "./points.ts";

/** What draws one kind of card. */
interface Part {
  readonly element: HTMLElement;
  readonly legend: HTMLElement;
  update(content: never, t: Translate): void;
}

type Parts = Partial<
  Record<CardData["kind"], new (t: Translate, cleanup: Cleanup, read: (text: string) => void) => Part>
>;

/** All but curves, whose charts are as large as the rest together: who wants them brings them along. */
export const PICTURES: Parts = { maps: MapsView, field: FieldView, points: PointsView };
const HINTS = {
  maps: "cards.hint",
  field: "cards.hint.field",
  points: "cards.hint.points",
  curves: "cards.hint.curves",
} as const;

export class CardView {
  readonly element = html("section", { class: "al-exhibit", "data-testid": "card" });
  readonly bar = html("div", { class: "al-exhibit-head" });
  readonly #title = html("h3", { class: "al-title" });
  readonly #legend = html("span", { class: "al-exhibit-key" });
  readonly #read = html("p", { class: "al-exhibit-read", "aria-live": "polite", "data-testid": "card-read" });
  readonly #empty = html("p", { class: "al-empty" });
  readonly #room = html("div", { class: "al-exhibit-room" });
  readonly #cleanup = new Cleanup();
  readonly #parts: Parts;
  #part: Part | undefined;
  #content: Content | undefined;
  #t: Translate;
  #reading = "";

  constructor(t: Translate, parts: Parts) {
    this.#t = t;
    this.#parts = parts;
    this.bar.append(this.#title, this.#read, this.#legend);
    this.element.append(this.bar, this.#room, this.#empty);
    onTheme(() => this.#draw(), this.#cleanup);
    const size = new ResizeObserver(() => this.#draw());
    size.observe(this.element);
    this.#cleanup.add(() => size.disconnect());
  }

  words(t: Translate, title = ""): void {
    this.#t = t;
    setText(this.#title, title);
    this.#draw();
  }

  update(content: Content | undefined): void {
    if (content === this.#content) return;
    this.#content = content;
    this.#draw();
  }

  destroy(): void {
    this.#cleanup.run();
  }

  #draw(): void {
    const content = this.#content;
    const seen = content && content.values.length > 0 ? content : undefined;
    this.#empty.hidden = seen !== undefined;
    this.#room.hidden = seen === undefined;
    setText(this.#empty, this.#t(content && cells(content) > 0 ? "cards.large" : "cards.empty"));
    if (!seen) return;
    const wanted = this.#parts[seen.card.kind];
    if (!wanted) return;
    if (!(this.#part instanceof wanted)) {
      this.#part = new wanted(this.#t, this.#cleanup, (text) => {
        this.#reading = text;
        this.#hint();
      });
      this.#room.replaceChildren(this.#part.element);
      this.#legend.replaceChildren(this.#part.legend);
    }
    this.#part.update(seen as never, this.#t);
    this.#hint();
  }

  #hint(): void {
    const hint = HINTS[this.#content?.card.kind ?? "maps"];
    setText(this.#read, this.#reading || this.#t(hint));
    this.#read.classList.toggle("al-faint", this.#reading === "");
  }
}

const cells = ({ card }: Content): number => card.shape.reduce((product, size) => product * size, 1);
