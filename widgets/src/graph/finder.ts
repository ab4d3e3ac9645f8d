/** The field that searches the graph, what it has found, and the way from match to match. */

import { type Cleanup, html, setText } from "../dom.ts";
import type { Translate } from "../i18n.ts";
import { icon } from "../icons.ts";
import type { Match } from "./search.ts";

/** Matches that are listed at once. */
const LISTED = 5;

export interface FinderEvents {
  find(query: string): Match[];
  /** Show this match; undefined: the search is over. */
  go(match: Match | undefined): void;
  leave(): void;
}

export class Finder {
  readonly element = html("div", { class: "al-find", role: "search" });
  readonly #field = html("input", {
    type: "text",
    role: "combobox",
    autocomplete: "off",
    spellcheck: "false",
    "aria-expanded": "false",
    "data-testid": "find",
  });
  readonly #count = html("span", { class: "al-find-count", role: "status", "data-testid": "find-count" });
  readonly #previous = html("button", { type: "button" }, icon("up"));
  readonly #next = html("button", { type: "button", "data-testid": "find-next" }, icon("down"));
  readonly #list = html("ul", { class: "al-find-list", role: "listbox", hidden: true });
  readonly #events: FinderEvents;
  #t: Translate;
  #matches: readonly Match[] = [];
  #at = -1;

  constructor(events: FinderEvents, t: Translate, cleanup: Cleanup) {
    this.#events = events;
    this.#t = t;
    this.#list.id = `al-find-${Math.random().toString(36).slice(2)}`;
    this.#field.setAttribute("aria-controls", this.#list.id);
    this.element.append(icon("find"), this.#field, this.#count, this.#previous, this.#next, this.#list);
    cleanup.listen(this.#field, "input", () => this.#search());
    cleanup.listen<KeyboardEvent>(this.element, "keydown", (event) => this.#keyboard(event));
    cleanup.listen(this.#previous, "click", () => this.#step(-1));
    cleanup.listen(this.#next, "click", () => this.#step(1));
    cleanup.listen<FocusEvent>(this.element, "focusout", (event) => {
      if (!this.element.contains(event.relatedTarget as Node | null)) this.#open(false);
    });
    // Before the field loses the focus, which closes the list.
    cleanup.listen<PointerEvent>(this.#list, "pointerdown", (event) => {
      event.preventDefault();
      const item = (event.target as Element).closest<HTMLElement>("[data-at]");
      if (item) this.#go(Number(item.dataset.at));
    });
    this.#show();
  }

  words(t: Translate): void {
    this.#t = t;
    this.#field.placeholder = t("find.placeholder");
    this.#field.setAttribute("aria-label", t("find.label"));
    this.#list.setAttribute("aria-label", t("find.label"));
    for (const [button, key] of [
      [this.#previous, "find.previous"],
      [this.#next, "find.next"],
    ] as const) {
      button.title = t(key);
      button.setAttribute("aria-label", t(key));
    }
    if (this.#field.value) this.refresh();
  }

  focus(): void {
    this.#field.focus();
    this.#field.select();
  }

  get matches(): readonly Match[] {
    return this.#matches;
  }

  get match(): Match | undefined {
    return this.#matches[this.#at];
  }

  /** The graph has changed under the search. */
  refresh(): void {
    if (!this.#field.value) return;
    this.#matches = this.#events.find(this.#field.value);
    this.#at = Math.min(this.#at, this.#matches.length - 1);
    this.#show();
  }

  #search(): void {
    this.#matches = this.#events.find(this.#field.value);
    this.#at = this.#matches.length > 0 ? 0 : -1;
    this.#open(this.#matches.length > 0);
    this.#show();
    this.#events.go(this.match);
  }

  #step(by: number): void {
    const count = this.#matches.length;
    if (count > 0) this.#go((this.#at + by + count) % count);
  }

  #go(at: number): void {
    this.#at = at;
    this.#show();
    this.#events.go(this.match);
  }

  #keyboard(event: KeyboardEvent): void {
    // JupyterLab would take letters as commands for the cell.
    event.stopPropagation();
    if (event.target !== this.#field && event.key !== "Escape") return;
    if (event.key === "Enter") this.#step(event.shiftKey ? -1 : 1);
    else if (event.key === "ArrowDown") this.#step(1);
    else if (event.key === "ArrowUp") this.#step(-1);
    else if (event.key === "Escape") this.#clear();
    else return;
    event.preventDefault();
  }

  #clear(): void {
    const empty = this.#field.value === "";
    this.#field.value = "";
    this.#search();
    if (empty) this.#events.leave();
  }

  #open(open: boolean): void {
    this.#list.hidden = !open;
    this.#field.setAttribute("aria-expanded", String(open));
    if (!open) this.#field.removeAttribute("aria-activedescendant");
  }

  #show(): void {
    const t = this.#t;
    const count = this.#matches.length;
    const asked = this.#field.value.trim() !== "";
    this.element.classList.toggle("al-finding", asked);
    this.#previous.disabled = this.#next.disabled = count === 0;
    setText(
      this.#count,
      !asked ? "" : count === 0 ? t("find.none") : t("find.count", { at: this.#at + 1, all: count }),
    );
    const first = Math.max(0, Math.min(this.#at - LISTED / 2, count - LISTED));
    const items = this.#matches.slice(first, first + LISTED).map(({ label, where }, i) => {
      const at = first + i;
      const item = html(
        "li",
        {
          role: "option",
          id: `${this.#list.id}-${at}`,
          "data-at": at,
          "aria-selected": String(at === this.#at),
        },
        html("strong", {}, label),
        html("span", {}, where),
      );
      return item;
    });
    this.#list.replaceChildren(...items);
    if (count > 0 && !this.#list.hidden)
      this.#field.setAttribute("aria-activedescendant", `${this.#list.id}-${this.#at}`);
    else this.#field.removeAttribute("aria-activedescendant");
  }
}
