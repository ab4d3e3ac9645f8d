/** The cards as the browser knows them, and which it has asked for. */

import { type Content, floats, stillContent } from "../cards/content.ts";
import type { CardMessage, CardTab, StillCard, Want } from "../generated/protocol.ts";

/** An answer that is lost is asked for again after so many milliseconds. */
const PATIENCE = 3000;

export class Shelf {
  readonly #send: (message: Want) => void;
  readonly #now: () => number;
  readonly #content = new Map<string, Content>();
  readonly #have = new Map<string, number>();
  readonly #asked = new Map<string, number>();
  #tabs: readonly CardTab[] = [];
  #saved: readonly string[] = [];

  constructor(send: (message: Want) => void, now: () => number) {
    this.#send = send;
    this.#now = now;
  }

  get names(): readonly string[] {
    return this.#tabs.length > 0 ? this.#tabs.map(({ name }) => name) : this.#saved;
  }

  get(name: string): Content | undefined {
    return this.#content.get(name);
  }

  restore(cards: readonly StillCard[]): void {
    this.#saved = cards.map(({ name }) => name);
    for (const card of cards) this.#content.set(card.name, stillContent(card));
  }

  heard(tabs: readonly CardTab[]): void {
    this.#tabs = tabs;
  }

  /** Somebody looks at this card: ask for it if there is a newer one, once at a time. */
  want(name: string): void {
    const newest = this.#tabs.find((tab) => tab.name === name)?.version ?? 0;
    if (newest <= (this.#have.get(name) ?? 0)) return;
    if (this.#now() - (this.#asked.get(name) ?? Number.NEGATIVE_INFINITY) < PATIENCE) return;
    this.#asked.set(name, this.#now());
    this.#send({ type: "want", name });
  }

  receive({ name, version, step, card }: CardMessage, buffers: readonly DataView[]): void {
    this.#asked.delete(name);
    this.#have.set(name, version);
    this.#content.set(name, { card, values: floats(buffers[0]), step });
  }
}
