/** The switch between the two languages: one for every view, at the end of its topmost line. */

import { type Cleanup, html } from "./dom.ts";
import type { Language, Translate } from "./i18n.ts";

export class Languages {
  readonly element = html("div", { class: "al-languages", role: "group" });
  readonly #buttons: [Language, HTMLButtonElement][];

  constructor(choose: (language: Language) => void, cleanup: Cleanup) {
    this.#buttons = (["zh", "en"] as const).map((language) => {
      const name = language === "zh" ? "中文" : "EN";
      const button = html(
        "button",
        { type: "button", lang: language, "data-testid": `language-${language}` },
        name,
      );
      cleanup.listen(button, "click", () => choose(language));
      return [language, button];
    });
    this.element.append(...this.#buttons.map(([, button]) => button));
  }

  words(t: Translate): void {
    this.element.setAttribute("aria-label", t("common.language"));
    for (const [language, button] of this.#buttons)
      button.setAttribute("aria-pressed", String(language === t.language));
  }
}
