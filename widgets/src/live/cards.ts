/** The cards of a run: a tab for each, which asks for its numbers only while it is open. */

import { CurvesView } from "../cards/curves.ts";
import { CardView, PICTURES } from "../cards/view.ts";
import type { Cleanup } from "../dom.ts";
import type { Translate } from "../i18n.ts";
import type { Section } from "./section.ts";
import type { Session } from "./session.ts";
import type { Tabs } from "./tabs.ts";

/** Makes a tab for each card that is new. The first opens by itself: whoever shows a card wants to see it. */
export class Cards {
  readonly #tabs: Tabs;
  readonly #cleanup: Cleanup;
  #offered = false;

  constructor(tabs: Tabs, cleanup: Cleanup) {
    this.#tabs = tabs;
    this.#cleanup = cleanup;
  }

  update(session: Session, t: Translate): void {
    for (const name of session.cards.names) {
      const key = `card-${name}`;
      if (this.#tabs.has(key)) continue;
      this.#tabs.addNamed(key, () => name, card(name, t, this.#cleanup));
      if (!this.#offered) this.#tabs.offer(key);
      this.#offered = true;
    }
  }
}

function card(name: string, t: Translate, cleanup: Cleanup): Section {
  const view = new CardView(t, { ...PICTURES, curves: CurvesView });
  cleanup.add(() => view.destroy());
  return {
    element: view.element,
    words: (t) => view.words(t),
    update: (session) => {
      session.cards.want(name);
      view.update(session.cards.get(name));
    },
  };
}
