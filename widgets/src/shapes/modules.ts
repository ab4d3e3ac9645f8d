/** The tree of a model as a table that opens: modules, shapes, parameters. */

import { html, setText } from "../dom.ts";
import * as format from "../format.ts";
import type { ModuleRow, ModuleTree, OwnTensor } from "../generated/protocol.ts";
import type { Translate } from "../i18n.ts";
import type { View } from "../inline.ts";
import { type Branch, everything, openAtFirst, tree } from "./tree.ts";

export class ModulesView implements View<ModuleTree> {
  readonly element = html("section", { class: "al-modules" });
  readonly bar = html("div", { class: "al-bar" });
  readonly #title = html("h3", { class: "al-title" });
  readonly #total = html("span", { class: "al-soft" });
  readonly #all = html("button", { type: "button", class: "al-quiet", "data-testid": "open-all" });
  readonly #head = html("div", { class: "al-modules-row al-modules-head", role: "row" });
  readonly #body = html("div", { role: "rowgroup" });
  readonly #hint = html("p", { class: "al-modules-hint" });
  #state: ModuleTree | undefined;
  #branches: readonly Branch[] = [];
  #open = new Set<string>();
  #lines: { readonly branch: Branch | undefined; readonly element: HTMLElement }[] = [];
  #current = 0;
  #t: Translate;

  constructor(t: Translate) {
    this.#t = t;
    const table = html("div", { role: "treegrid", class: "al-modules-table" }, this.#head, this.#body);
    this.bar.append(this.#title, this.#total, this.#all);
    this.element.append(this.bar, table, this.#hint);
    this.#all.addEventListener("click", () => {
      const all = everything(this.#branches);
      this.#open = all.every((key) => this.#open.has(key)) ? new Set() : new Set(all);
      this.#draw();
    });
    this.#body.addEventListener("click", (event) => {
      const place = this.#lines.findIndex(({ element }) => element.contains(event.target as Node));
      if (place >= 0) this.#toggle(place);
    });
    this.#body.addEventListener("keydown", (event) => this.#keyboard(event));
  }

  words(t: Translate, title: string): void {
    this.#t = t;
    setText(this.#title, title || t("modules.title"));
    this.#draw();
  }

  update(state: ModuleTree): void {
    this.#state = state;
    this.#branches = tree(state.rows);
    this.#open = openAtFirst(this.#branches);
    this.#draw();
  }

  destroy(): void {
    this.element.remove();
  }

  #draw(): void {
    const state = this.#state;
    const whole = state?.rows[0];
    if (!state || !whole) return;
    const t = this.#t;
    const frozen = whole.parameters - whole.trainable;
    const totals = [
      t("modules.total", { parameters: format.count(whole.parameters), bytes: format.bytes(whole.bytes) }),
      frozen > 0 ? t("modules.total.frozen", { count: format.count(frozen) }) : "",
      state.buffers > 0 ? t("modules.total.buffers", { count: format.count(state.buffers) }) : "",
    ];
    setText(this.#total, totals.filter(Boolean).join(" · "));
    const all = everything(this.#branches);
    const opened = all.length > 0 && all.every((key) => this.#open.has(key));
    setText(this.#all, t(opened ? "modules.close" : "modules.open"));
    this.#all.hidden = all.length === 0;
    const columns = ["modules.name", "modules.output", "modules.parameters", "modules.share"] as const;
    this.#head.replaceChildren(...columns.map((key) => html("span", { role: "columnheader" }, t(key))));
    this.element.classList.toggle("al-uncalled", !state.called);
    const hidden = state.hidden > 0 ? t("modules.hidden", { count: format.count(state.hidden) }) : "";
    setText(this.#hint, [state.called ? "" : t("modules.uncalled"), hidden].filter(Boolean).join(" "));
    this.#hint.hidden = this.#hint.textContent === "";
    this.#lines = [];
    this.#list(this.#branches, whole.parameters);
    this.#body.replaceChildren(...this.#lines.map(({ element }) => element));
    this.#rove(Math.min(this.#current, this.#lines.length - 1));
  }

  #list(branches: readonly Branch[], all: number): void {
    for (const branch of branches) {
      const opens = branch.branches.length > 0 || branch.rows[0]!.own.length > 0;
      const open = this.#open.has(branch.key);
      this.#lines.push({ branch, element: this.#line(branch, all, opens ? open : undefined) });
      if (!open) continue;
      if (branch.rows.length === 1) {
        for (const own of branch.rows[0]!.own)
          this.#lines.push({ branch: undefined, element: this.#ownLine(own, branch.depth + 1) });
      }
      this.#list(branch.branches, all);
    }
  }

  #line(branch: Branch, all: number, open: boolean | undefined): HTMLElement {
    const t = this.#t;
    const row = branch.rows[0]!;
    const times = branch.rows.length;
    const last = branch.rows.at(-1)!;
    const parameters = branch.rows.reduce((sum, one) => sum + one.parameters, 0);
    const name = row.depth === 0 ? "" : times > 1 ? `${row.name} … ${last.name}` : row.name;
    const options = row.options ? `(${row.options})` : "";
    const marks = [
      times > 1 ? html("em", { title: t("modules.times", { count: times }) }, `×${times}`) : undefined,
      row.calls > 1 && times === 1 ? html("small", {}, t("modules.calls", { count: row.calls })) : undefined,
      row.shared ? html("small", {}, t("modules.shared", { path: row.shared })) : undefined,
    ];
    const label = html(
      "span",
      { role: "gridcell", class: "al-modules-name", style: `--depth: ${branch.depth}`, title: title(row, t) },
      html("i", { class: open === undefined ? "al-caret al-caret-none" : "al-caret", "aria-hidden": "true" }),
      name ? html("b", {}, name) : undefined,
      html("span", { class: "al-modules-class" }, row.class_name, html("span", {}, options)),
      ...marks,
    );
    return this.#row(branch.depth, open, [
      label,
      html("span", { role: "gridcell", class: "al-mono" }, row.outputs.replaceAll("×", " × ")),
      html("span", { role: "gridcell", class: "al-number" }, parameters > 0 ? format.count(parameters) : ""),
      html("span", { role: "gridcell" }, share(parameters, all)),
    ]);
  }

  #ownLine({ name, shape, dtype, kind, shared }: OwnTensor, depth: number): HTMLElement {
    const t = this.#t;
    const marks = [
      kind === "frozen" ? t("modules.frozen") : kind === "buffer" ? t("modules.buffer") : "",
      shared ? t("modules.tied", { path: shared }) : "",
    ];
    const count = shape?.reduce((product, size) => product * size, 1);
    const label = html(
      "span",
      {
        role: "gridcell",
        class: `al-modules-name al-modules-own al-own-${kind}`,
        style: `--depth: ${depth}`,
      },
      html("i", { class: "al-dot", "aria-hidden": "true" }),
      html("span", {}, name),
      html("small", {}, marks.filter(Boolean).join(", ")),
    );
    const size = shape === null ? t("modules.lazy") : format.shape(shape) || "()";
    const type = format.dtype(dtype) === "f32" ? "" : format.dtype(dtype);
    return this.#row(depth, undefined, [
      label,
      html("span", { role: "gridcell", class: "al-mono al-soft" }, [size, type].filter(Boolean).join("  ")),
      html(
        "span",
        { role: "gridcell", class: "al-number al-soft" },
        count === undefined ? "" : format.count(count),
      ),
      html("span", { role: "gridcell" }),
    ]);
  }

  #row(depth: number, open: boolean | undefined, cells: readonly HTMLElement[]): HTMLElement {
    return html(
      "div",
      {
        class: "al-modules-row",
        role: "row",
        tabindex: -1,
        "data-testid": "module-row",
        "aria-level": depth + 1,
        "aria-expanded": open === undefined ? undefined : String(open),
      },
      ...cells,
    );
  }

  #toggle(place: number): void {
    const { branch, element } = this.#lines[place]!;
    this.#current = place;
    if (branch && element.hasAttribute("aria-expanded")) {
      if (!this.#open.delete(branch.key)) this.#open.add(branch.key);
      this.#draw();
    } else this.#rove(place);
    this.#lines[this.#current]?.element.focus();
  }

  #keyboard(event: KeyboardEvent): void {
    if (event.key !== "Tab") event.stopPropagation(); // JupyterLab would take the key as a command for the cell
    const here = this.#current;
    const open = this.#lines[here]?.element.getAttribute("aria-expanded");
    const to = { ArrowUp: here - 1, ArrowDown: here + 1, Home: 0, End: this.#lines.length - 1 }[event.key];
    if (to !== undefined) {
      this.#rove(Math.max(0, Math.min(this.#lines.length - 1, to)));
      this.#lines[this.#current]?.element.focus();
    } else if (event.key === "Enter" || event.key === " ") this.#toggle(here);
    else if (event.key === "ArrowRight" && open === "false") this.#toggle(here);
    else if (event.key === "ArrowLeft" && open === "true") this.#toggle(here);
    else return;
    event.preventDefault();
  }

  #rove(place: number): void {
    this.#current = Math.max(0, place);
    this.#lines.forEach(({ element }, i) => {
      element.tabIndex = i === this.#current ? 0 : -1;
    });
  }
}

function title(row: ModuleRow, t: Translate): string {
  const options = row.options ? `${row.class_name}(${row.options})` : row.class_name;
  return [row.path, options, row.inputs && t("modules.input", { shapes: row.inputs })]
    .filter(Boolean)
    .join("\n");
}

function share(parameters: number, all: number): HTMLElement | undefined {
  if (parameters === 0 || all === 0) return undefined;
  const part = parameters / all;
  const bar = html("i", { style: `--share: ${part}` });
  return html("span", { class: "al-share" }, html("span", {}, bar), `${format.number(100 * part, 2)}%`);
}
