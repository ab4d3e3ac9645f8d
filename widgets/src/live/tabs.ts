/** Parts of the panel that share one place: one is seen, the others wait behind their names. */

import { type Cleanup, html, setText } from "../dom.ts";
import type { MessageKey, Translate } from "../i18n.ts";
import type { Section } from "./section.ts";
import type { Session } from "./session.ts";

interface Tab {
  readonly key: string;
  /** Ours, or a name that a lesson gave. */
  readonly name: (t: Translate) => string;
  readonly section: Section;
  readonly button: HTMLButtonElement;
}

export class Tabs implements Section {
  readonly element = html("section", { class: "al-tabs" });
  readonly #list = html("div", { class: "al-tab-list", role: "tablist" });
  readonly #room = html("div", { class: "al-tab-room", role: "tabpanel" });
  readonly #cleanup: Cleanup;
  readonly #redraw: () => void;
  readonly #tabs: Tab[] = [];
  #open: Tab | undefined;
  #chosen = false; // by the learner; nothing else opens a tab then
  #t: Translate;

  constructor(t: Translate, cleanup: Cleanup, redraw: () => void) {
    this.#t = t;
    this.#cleanup = cleanup;
    this.#redraw = redraw;
    this.element.append(this.#list, this.#room);
    cleanup.listen<KeyboardEvent>(this.#list, "keydown", (event) => this.#keyboard(event));
  }

  add(key: MessageKey, section: Section): void {
    this.addNamed(key, (t) => t(key), section);
  }

  /** `name` may be untrusted text. */
  addNamed(key: string, name: (t: Translate) => string, section: Section): void {
    const button = html("button", {
      type: "button",
      role: "tab",
      class: "al-tab",
      "data-testid": `tab-${key}`,
    });
    const tab = { key, name, section, button };
    this.#cleanup.listen(button, "click", () => this.#choose(key));
    this.#list.append(button);
    this.#tabs.push(tab);
    this.#list.hidden = this.#tabs.length < 2;
    this.#name(tab);
    if (this.#open) this.#mark();
    else this.show(key);
  }

  has(key: string): boolean {
    return this.#tabs.some((tab) => tab.key === key);
  }

  get grids(): readonly string[] {
    return this.#open?.section.grids ?? [];
  }

  get shown(): string {
    return this.#open?.key ?? "";
  }

  show(key: string): void {
    const tab = this.#tabs.find((one) => one.key === key);
    if (!tab || tab === this.#open) return;
    this.#open = tab;
    this.#room.replaceChildren(tab.section.element);
    tab.section.words(this.#t);
    this.#mark();
    this.#redraw();
  }

  /** Open what has just come, unless the learner has chosen what to see. */
  offer(key: string): void {
    if (!this.#chosen) this.show(key);
  }

  #choose(key: string): void {
    this.#chosen = true;
    this.show(key);
  }

  words(t: Translate): void {
    this.#t = t;
    for (const tab of this.#tabs) this.#name(tab);
    this.#open?.section.words(t);
  }

  /** What nobody sees is not drawn. */
  update(session: Session): void {
    this.#open?.section.update(session);
  }

  #name(tab: Tab): void {
    setText(tab.button, tab.name(this.#t));
    if (tab === this.#open) this.#room.setAttribute("aria-label", tab.name(this.#t));
  }

  #mark(): void {
    for (const { button, key } of this.#tabs) {
      const open = key === this.#open?.key;
      button.setAttribute("aria-selected", String(open));
      button.tabIndex = open ? 0 : -1;
    }
    if (this.#open) this.#room.setAttribute("aria-label", this.#open.name(this.#t));
  }

  #keyboard(event: KeyboardEvent): void {
    const here = this.#tabs.findIndex((tab) => tab.key === this.#open?.key);
    const to = { ArrowLeft: here - 1, ArrowRight: here + 1, Home: 0, End: this.#tabs.length - 1 }[event.key];
    event.stopPropagation(); // JupyterLab would take the key as a command for the cell
    const tab = to === undefined ? undefined : this.#tabs.at(to % this.#tabs.length);
    if (!tab) return;
    event.preventDefault();
    this.#choose(tab.key);
    tab.button.focus();
  }
}
