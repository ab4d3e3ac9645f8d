/** The runs side by side: what each was trained with and how far it came; a tick draws it. */

import { type Cleanup, html, setText, svg } from "../dom.ts";
import * as format from "../format.ts";
import type { Score, Text } from "../generated/protocol.ts";
import type { Translate } from "../i18n.ts";
import { icon } from "../icons.ts";
import { differing, lessIsBetter, mainCurve } from "./compare.ts";

export interface Row {
  readonly number: number;
  readonly title: Text;
  readonly settings: Readonly<Record<string, string>>;
  readonly scores: readonly Score[];
  readonly steps: number;
  readonly seconds: number;
  readonly own: boolean;
  /** How it is drawn, if it is: a colour and a dash of the charts. */
  readonly look: string;
  readonly drawn: boolean;
  /** A saved page may not have its curves. */
  readonly drawable: boolean;
}

/** What a kernel can do; without one, runs keep their names. */
export interface Actions {
  readonly draw: (number: number, on: boolean) => void;
  readonly rename: ((number: number, title: string) => void) | undefined;
  readonly remove: ((number: number) => void) | undefined;
}

export class RunTable {
  readonly element = html("div", { class: "al-runs", "data-testid": "runs" });
  readonly #actions: Actions;
  readonly #cleanup: Cleanup;
  #seen = "";
  /** The cells of the panel's own run: they change with every frame, the rest seldom. */
  #moving: HTMLElement[] = [];
  #t: Translate;

  constructor(t: Translate, cleanup: Cleanup, actions: Actions) {
    this.#t = t;
    this.#cleanup = cleanup;
    this.#actions = actions;
    // JupyterLab would take keys typed into a name as commands for the cell.
    this.#cleanup.listen<KeyboardEvent>(this.element, "keydown", (event) => {
      if (event.key !== "Escape") event.stopPropagation();
    });
  }

  words(t: Translate): void {
    this.#t = t;
    this.#seen = "";
  }

  /** Built anew only when more has changed than the numbers of the own run: nobody can click on what is replaced. */
  update(rows: readonly Row[]): void {
    const by = mainCurve(rows);
    const best = bestOf(rows, by);
    const own = rows.find((row) => row.own);
    const still = rows.map((row) => (row === own ? { ...row, scores: [], steps: 0, seconds: 0 } : row));
    const seen = JSON.stringify([by, best, still]);
    if (seen !== this.#seen && !this.element.querySelector("input.al-run-name:focus")) {
      this.#seen = seen;
      this.#build(rows, by, best);
    }
    if (own)
      numbers(own, by).forEach((text, i) => {
        if (this.#moving[i]) setText(this.#moving[i], text);
      });
  }

  #build(rows: readonly Row[], by: string | undefined, best: number | undefined): void {
    const focus = this.#focused();
    const differ = differing(rows.map(({ settings }) => settings));
    this.#moving = [];
    this.element.replaceChildren(
      html(
        "table",
        {},
        html("thead", {}, this.#head(by)),
        html("tbody", {}, ...rows.map((row) => this.#row(row, by, differ, row.number === best))),
      ),
    );
    if (focus) this.element.querySelector<HTMLElement>(`[data-testid="${focus}"]`)?.focus();
  }

  #focused(): string | null | undefined {
    const root = this.element.getRootNode() as Document | ShadowRoot;
    const { activeElement } = root;
    return activeElement && this.element.contains(activeElement)
      ? activeElement.getAttribute("data-testid")
      : undefined;
  }

  #head(by: string | undefined): HTMLElement {
    const t = this.#t;
    return html(
      "tr",
      {},
      html("th", { scope: "col", colspan: 2 }, t("runs.run")),
      html("th", { scope: "col" }, t("runs.settings")),
      html("th", { scope: "col", class: "al-number" }, by === undefined ? "" : t("runs.best", { name: by })),
      html("th", { scope: "col", class: "al-number" }, t("runs.last")),
      html("th", { scope: "col", class: "al-number al-less" }, t("runs.steps")),
      html("th", { scope: "col", class: "al-number al-less" }, t("runs.time")),
      html("td", {}),
    );
  }

  #row(row: Row, by: string | undefined, differ: ReadonlySet<string>, best: boolean): HTMLElement {
    const t = this.#t;
    const [value, last, steps, time] = numbers(row, by).map((text) => html("span", {}, text));
    if (row.own) this.#moving = [value!, last!, steps!, time!];
    const winner = best ? html("span", { class: "al-winner", title: t("runs.winner") }, "★") : undefined;
    return html(
      "tr",
      { "data-testid": `run-${row.number}`, "data-own": row.own, "data-best": best },
      html("td", { class: "al-run-tick" }, this.#tick(row)),
      html("th", { scope: "row", class: "al-run-title" }, this.#name(row), row.own ? this.#own() : undefined),
      html("td", { class: "al-run-settings" }, ...settings(row.settings, differ)),
      html("td", { class: "al-number", "data-testid": "run-best" }, winner, html("b", {}, value)),
      html("td", { class: "al-number" }, last),
      html("td", { class: "al-number al-less" }, steps),
      html("td", { class: "al-number al-less" }, time),
      html("td", { class: "al-run-remove" }, this.#remove(row)),
    );
  }

  #own(): HTMLElement {
    return html("span", { class: "al-run-own" }, this.#t("runs.this"));
  }

  #tick(row: Row): Node {
    const { number, own, drawn, look, drawable } = row;
    const swatch = svg(
      "svg",
      { width: 22, height: 8, "aria-hidden": "true" },
      svg("path", { d: "M1,4H21", class: look }),
    );
    if (own) return swatch;
    const title = this.#t("runs.show", { title: this.#t.say(row.title) });
    const box = html("input", {
      type: "checkbox",
      "aria-label": title,
      "data-testid": `draw-${number}`,
      disabled: !drawable,
    });
    box.checked = drawn;
    box.addEventListener("change", () => this.#actions.draw(number, box.checked));
    return html("label", { title }, box, swatch);
  }

  #name({ number, title }: Row): Node {
    const text = this.#t.say(title);
    const { rename } = this.#actions;
    if (!rename) return html("bdi", { title: text }, text);
    const field = html("input", {
      type: "text",
      class: "al-run-name",
      value: text,
      title: text,
      spellcheck: "false",
      autocomplete: "off",
      "aria-label": this.#t("runs.name", { number }),
      "data-testid": `name-${number}`,
    });
    field.addEventListener("change", () => {
      if (field.value.trim()) rename(number, field.value.trim());
      else field.value = text;
    });
    field.addEventListener("keydown", (event) => {
      if (event.key === "Escape") field.value = text;
      if (event.key === "Enter" || event.key === "Escape") field.blur();
    });
    return field;
  }

  #remove({ number, title, own }: Row): Node | undefined {
    const { remove } = this.#actions;
    if (!remove || own) return undefined;
    const label = this.#t("runs.remove", { title: this.#t.say(title) });
    const button = html(
      "button",
      { type: "button", "aria-label": label, title: label, "data-testid": `remove-${number}` },
      icon("close"),
    );
    button.addEventListener("click", () => remove(number));
    return button;
  }
}

/** Best, last, steps and time, as they stand in the table. */
function numbers({ scores, steps, seconds }: Row, by: string | undefined): string[] {
  const score = scores.find(({ name }) => name === by);
  const [best, last] = [score?.best, score?.last].map((real) =>
    real === undefined ? "–" : format.number(Number(real)),
  );
  return [best!, last!, format.count(steps), format.duration(seconds)];
}

/** What differs between the runs comes first and stands out. */
function settings(all: Readonly<Record<string, string>>, differ: ReadonlySet<string>): Node[] {
  const names = Object.keys(all);
  const first = names.filter((name) => differ.has(name));
  const rest = names.filter((name) => !differ.has(name));
  const spell = (list: readonly string[]): string => list.map((name) => `${name} ${all[name]}`).join(", ");
  return [
    ...first.map((name) => setting(name, all[name]!)),
    html("span", { class: "al-setting-same", title: spell(rest) }, spell(rest)),
  ];
}

function setting(name: string, value: string): HTMLElement {
  return html("span", { class: "al-setting" }, `${name} `, html("b", {}, value));
}

function bestOf(rows: readonly Row[], by: string | undefined): number | undefined {
  if (by === undefined || rows.length < 2) return undefined;
  let best: { number: number; value: number } | undefined;
  for (const { number, scores } of rows) {
    const score = scores.find(({ name }) => name === by);
    const value = Number(score?.best);
    if (!score || !Number.isFinite(value)) continue;
    if (!best || (lessIsBetter(score) ? value < best.value : value > best.value)) best = { number, value };
  }
  return best?.number;
}
