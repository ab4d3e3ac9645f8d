/** The names of the curves, with their last values or those under the pointer. A click hides a curve. */

import { type Cleanup, html, setText, svg } from "../dom.ts";
import * as format from "../format.ts";
import type { Translate } from "../i18n.ts";
import type { ChartView, Line } from "./view.ts";

const MOST = 12;
/** Of another run's entry: those of the curves drawn beside ours. */
const MOST_VALUES = 3;

export interface Reading {
  readonly line: Line;
  /** Which point is read; -1 where there is none. */
  readonly index: number;
  readonly hidden: boolean;
}

interface Item {
  readonly entry: string;
  readonly element: HTMLElement;
  readonly swatch: SVGElement;
  readonly name: HTMLElement;
  readonly value: HTMLElement;
}

export class Legend {
  readonly element = html("div", { class: "al-chart-legend" });
  readonly #more = html("span", { class: "al-chart-more", hidden: true });
  readonly #items: Item[] = [];
  readonly #view: ChartView;
  readonly #cleanup: Cleanup;
  readonly #redraw: () => void;
  readonly #emphasize: (entry: string | undefined) => void;
  #t: Translate | undefined;

  constructor(
    view: ChartView,
    cleanup: Cleanup,
    redraw: () => void,
    emphasize: (entry: string | undefined) => void,
  ) {
    this.#view = view;
    this.#cleanup = cleanup;
    this.#redraw = redraw;
    this.#emphasize = emphasize;
    this.element.append(this.#more);
    // One listener for all: names come and go.
    cleanup.listen(this.element, "click", (event) => this.#toggle(event));
    for (const type of ["pointerover", "focusin"])
      cleanup.listen(this.element, type, (event) => this.#emphasize(this.#entryOf(event)));
    for (const type of ["pointerleave", "focusout"])
      cleanup.listen(this.element, type, () => this.#emphasize(undefined));
    this.#cleanup.listen<KeyboardEvent>(this.element, "keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") event.stopPropagation();
    });
  }

  words(t: Translate): void {
    this.#t = t;
  }

  update(readings: readonly Reading[]): void {
    const entries = new Map<string, Reading[]>();
    for (const reading of readings) {
      const { entry } = reading.line;
      entries.set(entry, [...(entries.get(entry) ?? []), reading]);
    }
    const shown = [...entries.values()].slice(0, MOST);
    while (this.#items.length > shown.length) this.#items.pop()!.element.remove();
    shown.forEach((group, i) => {
      const { line } = group[0]!;
      let item = this.#items[i];
      if (item?.entry !== line.entry) {
        const made = this.#make(line);
        if (item) item.element.replaceWith(made.element);
        else this.#more.before(made.element);
        this.#items[i] = item = made;
      }
      this.#fill(item, group);
    });
    const rest = entries.size - shown.length;
    this.#more.hidden = rest === 0;
    setText(this.#more, rest > 0 && this.#t ? this.#t("curves.more", { count: rest }) : "");
  }

  #make({ entry, name }: Line): Item {
    const swatch = svg("svg", { width: 18, height: 8, "aria-hidden": "true" }, svg("path", { d: "M1,4H17" }));
    const label = html("span", { class: "al-legend-name" });
    const value = html("b", { "data-testid": `value-${name}` });
    const attributes = { type: "button", class: "al-legend-item", "data-entry": entry } as const;
    return { entry, element: html("button", attributes, swatch, label, value), swatch, name: label, value };
  }

  #fill({ element, swatch, name, value }: Item, group: readonly Reading[]): void {
    const { line, hidden } = group[0]!;
    const left = line.branchedAt === undefined ? "" : " al-line-left";
    swatch.firstElementChild!.setAttribute("class", `al-line al-hue-${line.hue} al-dash-${line.dash}${left}`);
    setText(name, line.label);
    setText(value, group.slice(0, MOST_VALUES).map(spell).join(" · "));
    element.title = group.map((reading) => this.#title(reading)).join("\n");
    element.setAttribute("aria-pressed", String(!hidden));
  }

  #title({ line, index }: Reading): string {
    const measured = line.raw?.[index];
    if (measured === undefined) return line.label === line.name ? line.name : `${line.label}: ${line.name}`;
    return `${line.name}: ${this.#t?.("curves.measured", { value: format.number(measured) })}`;
  }

  #entryOf(event: Event): string | undefined {
    const item = (event.target as Element).closest(".al-legend-item");
    return item?.getAttribute("data-entry") ?? undefined;
  }

  #toggle(event: Event): void {
    const entry = this.#entryOf(event);
    if (entry === undefined) return;
    if (!this.#view.hidden.delete(entry)) this.#view.hidden.add(entry);
    this.#redraw();
  }
}

export function spell({ line, index }: Reading): string {
  return index < 0 ? "–" : format.number(line.y[index]!);
}
