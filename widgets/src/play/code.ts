/** The same in code: what the playground did, as a program to take along. */

import { type Cleanup, html, setText } from "../dom.ts";
import type { Translate } from "../i18n.ts";
import { button, label } from "./controls.ts";

const KEYWORDS = new Set(
  "and as assert break class continue def del elif else except finally for from global if import in is lambda None not or pass raise return True False try while with yield".split(
    " ",
  ),
);
const TOKEN =
  /(#[^\n]*)|("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|(\b\d+(?:\.\d*)?(?:e[+-]?\d+)?\b)|([A-Za-z_]\w*)/g;

/** For so long the button says that it has copied. */
const SAID = 1800;

export class Code {
  readonly element: HTMLElement;
  readonly #title = html("summary");
  readonly #text = html("code", { "data-testid": "code" });
  readonly #copy: HTMLButtonElement;
  #code = "";
  #said = 0;
  #t: Translate;

  constructor(t: Translate, cleanup: Cleanup) {
    this.#t = t;
    this.#copy = button(cleanup, "copy-code", () => void this.#take());
    this.element = html(
      "details",
      { class: "al-code" },
      this.#title,
      html("div", { class: "al-code-room" }, this.#copy, html("pre", { tabindex: 0 }, this.#text)),
    );
    cleanup.add(() => clearTimeout(this.#said));
  }

  words(t: Translate): void {
    this.#t = t;
    setText(this.#title, t("play.code"));
    label(this.#copy, undefined, t("play.copy"));
  }

  show(code: string): void {
    if (code === this.#code) return;
    this.#code = code;
    this.#text.replaceChildren(...colored(code));
  }

  async #take(): Promise<void> {
    let words = this.#t("play.copied");
    try {
      await navigator.clipboard.writeText(this.#code);
    } catch {
      // Without permission the text is at least selected, so that one key copies it.
      getSelection()?.selectAllChildren(this.#text);
      words = this.#t("play.selected");
    }
    label(this.#copy, undefined, words);
    clearTimeout(this.#said);
    this.#said = window.setTimeout(() => label(this.#copy, undefined, this.#t("play.copy")), SAID);
  }
}

/** Python with a little colour: comments, strings, numbers, keywords. */
function colored(code: string): (string | HTMLElement)[] {
  const parts: (string | HTMLElement)[] = [];
  let at = 0;
  for (const match of code.matchAll(TOKEN)) {
    const [text, comment, string, number, word] = match;
    const kind = comment
      ? "comment"
      : string
        ? "string"
        : number
          ? "number"
          : KEYWORDS.has(word!)
            ? "word"
            : "";
    if (!kind) continue;
    parts.push(code.slice(at, match.index), html("span", { class: `al-code-${kind}` }, text));
    at = match.index + text.length;
  }
  parts.push(code.slice(at));
  return parts;
}
