/** The button that saves the graph, and its menu. */

import { type Cleanup, html } from "../dom.ts";
import type { MessageKey, Translate } from "../i18n.ts";
import { icon } from "../icons.ts";
import type { Kernel } from "../inline.ts";
import { dot } from "./dot.ts";
import { download, pngFile, svgFile } from "./saving.ts";
import type { Drawn, Files, Source } from "./view.ts";

type FileKind = "svg" | "png" | "dot" | "html";

export class SaveMenu implements Files {
  readonly element = html("div", { class: "al-save" });
  readonly #button = html(
    "button",
    { type: "button", "aria-haspopup": "menu", "aria-expanded": "false", "data-testid": "save" },
    icon("save"),
  );
  readonly #menu = html("div", { class: "al-save-menu", role: "menu", hidden: true });
  readonly #items: [FileKind, HTMLButtonElement][];
  readonly #source: Source;
  readonly #kernel: Kernel | undefined;
  #t: Translate | undefined;

  constructor(source: Source, kernel: Kernel | undefined, cleanup: Cleanup) {
    this.#source = source;
    this.#kernel = kernel;
    // A page needs the code of this view, which only the kernel has.
    const kinds: FileKind[] = kernel ? ["svg", "png", "dot", "html"] : ["svg", "png", "dot"];
    this.#items = kinds.map((kind) => {
      const item = html("button", {
        type: "button",
        role: "menuitem",
        tabindex: -1,
        "data-testid": `save-${kind}`,
      });
      cleanup.listen(item, "click", () => {
        this.#open(false);
        this.#button.focus();
        void this.#save(kind);
      });
      return [kind, item];
    });
    this.#menu.append(...this.#items.map(([, item]) => item));
    this.element.append(this.#button, this.#menu);
    cleanup.listen(this.#button, "click", () => this.#open(this.#menu.hidden === true));
    cleanup.listen<KeyboardEvent>(this.element, "keydown", (event) => this.#keyboard(event));
    cleanup.listen<FocusEvent>(this.element, "focusout", (event) => {
      if (!this.element.contains(event.relatedTarget as Node | null)) this.#open(false);
    });
  }

  words(t: Translate): void {
    this.#t = t;
    this.#button.title = t("save.menu");
    this.#button.setAttribute("aria-label", t("save.menu"));
    this.#menu.setAttribute("aria-label", t("save.menu"));
    for (const [kind, item] of this.#items) item.textContent = t(`save.${kind}` as MessageKey);
  }

  async #save(kind: FileKind): Promise<void> {
    const drawn = this.#source.drawn();
    const t = this.#t;
    if (!drawn || !t) return;
    try {
      const { content, type } = await this.#file(kind, drawn, t);
      download(`${fileName(drawn.title)}.${kind}`, content, type);
    } catch (error) {
      this.#source.tell(t("save.failed", { error: error instanceof Error ? error.message : "" }));
    }
  }

  async #file(kind: FileKind, drawn: Drawn, t: Translate): Promise<{ content: string | Blob; type: string }> {
    if (kind === "dot") return { content: dot(drawn.modules, t), type: "text/vnd.graphviz" };
    if (kind === "html") {
      const { reply } = await this.#kernel!.ask<{ html: string }>("html");
      return { content: reply.html, type: "text/html" };
    }
    const picture = svgFile(drawn, this.#source.element, t);
    if (kind === "svg") return { content: picture, type: "image/svg+xml" };
    return { content: await pngFile(picture), type: "image/png" };
  }

  #open(open: boolean): void {
    this.#menu.hidden = !open;
    this.#button.setAttribute("aria-expanded", String(open));
    if (open) this.#items[0]?.[1].focus();
  }

  #keyboard(event: KeyboardEvent): void {
    // JupyterLab would take the key as a command for the cell.
    if (event.key !== "Tab") event.stopPropagation();
    if (this.#menu.hidden) return;
    const items = this.#items.map(([, item]) => item);
    const here = items.indexOf(event.target as HTMLButtonElement);
    const to = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: -1 }[event.key];
    if (event.key === "Escape") {
      this.#open(false);
      this.#button.focus();
    } else if (to !== undefined) items.at(to % items.length)?.focus();
    else return;
    event.preventDefault();
  }
}

function fileName(title: string): string {
  return title.replace(/[^\p{L}\p{N}]+/gu, "-").slice(0, 60);
}
