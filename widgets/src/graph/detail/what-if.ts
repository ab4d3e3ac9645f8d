/** "What if this number were another?": a slider, and the result beside what the gradient had predicted. */

import { html, setText } from "../../dom.ts";
import * as format from "../../format.ts";
import type { WhatIf } from "../../generated/protocol.ts";
import type { Translate } from "../../i18n.ts";
import type { Change } from "./answers.ts";
import { indexText } from "./cells.ts";

const STEPS = 200;

export interface Asks {
  readonly ask: (change: Change) => Promise<WhatIf>;
  /** The places whose numbers are different now; none after a reset. */
  readonly mark: (places: readonly (readonly number[])[]) => void;
}

export class WhatIfPart {
  readonly element = html("section", { class: "al-what-if", "data-testid": "what-if" });
  readonly #t: Translate;
  readonly #asks: Asks;
  readonly #slider = html("input", {
    type: "range",
    min: 0,
    max: STEPS,
    step: 1,
    "data-testid": "what-if-slider",
  });
  readonly #field = html("input", {
    type: "text",
    inputmode: "decimal",
    size: 8,
    "data-testid": "what-if-value",
  });
  readonly #one: HTMLButtonElement;
  readonly #all: HTMLButtonElement;
  readonly #reset: HTMLButtonElement;
  readonly #result = html("div", {
    class: "al-what-if-result",
    role: "status",
    "data-testid": "what-if-result",
  });
  #index: readonly number[] = [];
  #value = 0;
  #whole = false;
  /** The newest wish, as long as an older one is on its way. */
  #next: Change | undefined;
  #busy = false;
  #round = 0;

  constructor(t: Translate, asks: Asks, scalar: boolean) {
    this.#t = t;
    this.#asks = asks;
    this.#one = html("button", { type: "button" });
    this.#all = html("button", { type: "button" }, t("what.all"));
    this.#reset = html(
      "button",
      { type: "button", class: "al-quiet", "data-testid": "what-if-reset" },
      t("what.reset"),
    );
    this.#one.addEventListener("click", () => this.#choose(false));
    this.#all.addEventListener("click", () => this.#choose(true));
    this.#reset.addEventListener("click", () => this.#start());
    this.#slider.addEventListener("input", () => this.#try(this.#along(Number(this.#slider.value))));
    this.#field.addEventListener("change", () => {
      const value = Number(this.#field.value.trim().replace("−", "-").replace(",", "."));
      if (this.#field.value.trim() !== "" && Number.isFinite(value)) this.#try(value);
      else this.#show(this.#now);
    });
    this.#field.addEventListener("keydown", (event) => {
      if (event.key === "Enter") this.#field.blur();
    });
    this.element.append(
      html("h4", {}, t("what.title")),
      html("div", { class: "al-picks", hidden: scalar }, this.#one, this.#all),
      html("div", { class: "al-what-if-row" }, this.#slider, this.#field, this.#reset),
      this.#result,
    );
    this.#slider.setAttribute("aria-label", t("what.title"));
    this.#field.setAttribute("aria-label", t("what.title"));
  }

  /** The element that is to be changed, and its value. */
  set(index: readonly number[], value: number): void {
    this.#index = index;
    this.#value = Number.isFinite(value) ? value : 0;
    setText(this.#one, this.#t("what.element", { at: indexText(index) }));
    this.#start();
  }

  #choose(whole: boolean): void {
    this.#whole = whole;
    this.#start();
  }

  #start(): void {
    this.#round++;
    this.#next = undefined;
    this.#one.setAttribute("aria-pressed", String(!this.#whole));
    this.#all.setAttribute("aria-pressed", String(this.#whole));
    this.#show(this.#origin);
    this.#result.replaceChildren(html("p", { class: "al-note" }, this.#t("what.hint")));
    this.#reset.disabled = true;
    this.#asks.mark([]);
  }

  get #origin(): number {
    return this.#whole ? 1 : this.#value;
  }

  /** Half the length of the slider: one, or more for large numbers. */
  get #reach(): number {
    return this.#whole ? 1 : Math.max(1, 2 * Math.abs(this.#value));
  }

  get #now(): number {
    return Number(this.#field.dataset.value);
  }

  #along(position: number): number {
    const value = this.#origin + (position / STEPS - 0.5) * 2 * this.#reach;
    return Number(value.toPrecision(6));
  }

  #show(value: number): void {
    this.#field.dataset.value = String(value);
    this.#field.value = format.number(value, 4);
    const position = ((value - this.#origin) / this.#reach / 2 + 0.5) * STEPS;
    this.#slider.value = String(Math.round(position));
    this.#slider.setAttribute("aria-valuetext", format.number(value, 4));
  }

  #try(value: number): void {
    this.#show(value);
    this.#reset.disabled = false;
    this.#next = this.#whole ? { scale: value } : { index: this.#index, value };
    if (!this.#busy) void this.#send();
  }

  /** One question at a time; what was dragged over meanwhile is skipped. */
  async #send(): Promise<void> {
    this.#busy = true;
    while (this.#next) {
      const change = this.#next;
      const round = this.#round;
      this.#next = undefined;
      try {
        const answer = await this.#asks.ask(change);
        if (round === this.#round) this.#tell(answer);
      } catch (error) {
        if (round !== this.#round) continue;
        this.#result.replaceChildren(html("p", { class: "al-refused" }, (error as Error).message));
        this.#asks.mark([]);
      }
    }
    this.#busy = false;
  }

  #tell({ before, after, change, predicted, affected }: WhatIf): void {
    const t = this.#t;
    const actual = Number(change);
    const expected = predicted === null ? null : Number(predicted);
    const largest = Math.max(Math.abs(actual), Math.abs(expected ?? 0));
    const row = (name: string, value: number | null, kind: string): HTMLElement =>
      html(
        "tr",
        {},
        html("th", { scope: "row" }, name),
        html("td", {}, value === null ? "—" : signed(value)),
        html("td", { class: "al-track" }, bar(value ?? 0, largest, kind)),
      );
    this.#result.replaceChildren(
      html(
        "p",
        { class: "al-what-if-loss" },
        html("span", {}, t("what.result")),
        html(
          "strong",
          { "data-testid": "what-if-after" },
          `${format.number(Number(before), 5)} → ${format.number(Number(after), 5)}`,
        ),
      ),
      html(
        "table",
        {},
        html(
          "tbody",
          {},
          row(t("what.change"), actual, "al-actual"),
          row(t("what.predicted"), expected, "al-predicted"),
        ),
      ),
      html("p", { class: "al-note" }, t("what.affected", { count: affected.length })),
    );
    this.element.scrollIntoView({ block: "nearest" });
    this.#asks.mark(affected);
  }
}

function signed(value: number): string {
  return value > 0 ? `+${format.number(value)}` : format.number(value);
}

/** From the middle, to the right for more, to the left for less. */
function bar(value: number, largest: number, kind: string): HTMLElement {
  const part = largest > 0 && Number.isFinite(value) ? Math.abs(value / largest) * 50 : 0;
  const fill = html("span", { class: kind });
  fill.style.width = `${part}%`;
  fill.style.left = value < 0 ? `${50 - part}%` : "50%";
  return fill;
}
