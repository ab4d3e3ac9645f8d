/** What stands out in the run, why, and what to try: one calm list, the serious first. */

import { type Cleanup, html, setText } from "../dom.ts";
import * as format from "../format.ts";
import type { Finding } from "../generated/protocol.ts";
import type { Translate } from "../i18n.ts";
import { mark } from "./bars.ts";
import type { Section } from "./section.ts";
import type { Session } from "./session.ts";

/** Names of layers that are written out. */
const FEW = 3;

export class Findings implements Section {
  readonly element = html("section", { class: "al-finds", "data-testid": "findings" });
  readonly #title = html("h3", { class: "al-title" });
  readonly #nothing = html("p", { class: "al-finds-nothing" });
  readonly #list = html("ul", { class: "al-finds-list", "aria-live": "polite" });
  readonly #point: (layers: readonly string[]) => void;
  #shown: readonly Finding[] | undefined;
  #t: Translate;

  /** `point` is told which layers a finding is about, while one looks at it. */
  constructor(t: Translate, cleanup: Cleanup, point: (layers: readonly string[]) => void) {
    this.#t = t;
    this.#point = point;
    this.element.append(this.#title, this.#nothing, this.#list);
    const leave = (): void => this.#point([]);
    cleanup.listen(this.#list, "pointerleave", leave);
    cleanup.listen(this.#list, "focusout", leave);
    this.words(t);
  }

  words(t: Translate): void {
    this.#t = t;
    setText(this.#title, t("finds.title"));
    setText(this.#nothing, t("finds.nothing"));
    this.#shown = undefined;
  }

  update({ vital }: Session): void {
    this.element.hidden = vital === null;
    const findings = vital?.findings ?? [];
    if (findings === this.#shown) return;
    this.#shown = findings;
    this.#nothing.hidden = findings.length > 0;
    this.#list.hidden = findings.length === 0;
    this.#list.replaceChildren(...findings.map((finding) => this.#item(finding)));
  }

  #item(finding: Finding): HTMLElement {
    const t = this.#t;
    const { kind, level, layers, since, title, reason, remedy, code } = finding;
    const names = layers.slice(0, FEW).map((name) => html("bdi", { class: "al-layer-name" }, name));
    const more =
      layers.length > FEW ? html("span", {}, t("finds.more", { count: layers.length - FEW })) : undefined;
    const item = html(
      "li",
      {
        class: "al-finding",
        tabindex: layers.length > 0 ? 0 : undefined,
        "data-testid": "finding",
        "data-kind": kind,
        "data-level": level,
      },
      html(
        "div",
        { class: "al-finding-what" },
        html("strong", { title: t(`finds.${level}`) }, mark(), t.say(title)),
        html("span", { class: "al-finding-where" }, ...names, more),
      ),
      html("p", {}, t.say(reason), " ", html("small", {}, t("finds.since", { step: format.count(since) }))),
      html(
        "p",
        { class: "al-finding-try" },
        html("b", {}, t("finds.try")),
        html("span", {}, t.say(remedy), code ? html("code", {}, code) : undefined),
      ),
    );
    const look = (): void => this.#point(layers);
    item.addEventListener("pointerenter", look);
    item.addEventListener("focus", look);
    return item;
  }
}
