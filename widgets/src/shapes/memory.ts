/** The memory under a tensor as a strip of cells: those it sees, and those it does not. */

import { html, setText } from "../dom.ts";
import * as format from "../format.ts";
import type { Memory, TensorPicture } from "../generated/protocol.ts";
import type { Translate } from "../i18n.ts";

/** Elements that are walked through to find which cells are seen. */
const WALKED = 20_000;

export class MemoryStrip {
  readonly element = html("div", { class: "al-memory" });
  readonly #title = html("h4");
  readonly #facts = html("span", { class: "al-soft" });
  readonly #cells = html("div", { class: "al-memory-cells", "data-testid": "tensor-memory" });

  constructor() {
    this.element.append(html("div", { class: "al-memory-head" }, this.#title, this.#facts), this.#cells);
  }

  update({ shape, memory, contiguous }: TensorPicture, t: Translate): void {
    setText(this.#title, t("tensor.memory"));
    const facts = [
      `${t("tensor.strides")} (${memory.strides.join(", ")})`,
      `${t("tensor.offset")} ${memory.offset}`,
      t(contiguous ? "tensor.contiguous" : "tensor.scattered"),
      memory.shared ? t("tensor.shared", { size: format.count(memory.size) }) : "",
    ];
    setText(this.#facts, facts.filter(Boolean).join(" · "));
    const seen = addresses(shape, memory);
    const cells = memory.cells.map((value, i) => {
      const kind = seen.has(i) ? "al-seen" : "al-unseen";
      return html("span", { class: kind, title: String(i) }, format.number(Number(value), 2));
    });
    const rest = memory.size - memory.cells.length;
    if (rest > 0) cells.push(html("em", {}, t("tensor.more", { count: format.count(rest) })));
    this.#cells.replaceChildren(...cells);
  }

  mark(address: number | undefined): void {
    [...this.#cells.children].forEach((cell, i) => {
      cell.classList.toggle("al-marked", i === address);
    });
  }
}

/** Which of the drawn cells the tensor sees. */
export function addresses(
  shape: readonly number[],
  { offset, strides, cells }: Pick<Memory, "offset" | "strides" | "cells">,
): Set<number> {
  const seen = new Set<number>();
  if (shape.includes(0)) return seen;
  const index = shape.map(() => 0);
  for (let walked = 0; walked < WALKED; walked++) {
    const address = index.reduce((sum, i, d) => sum + i * strides[d]!, offset);
    if (address < cells.length) seen.add(address);
    let d = shape.length - 1;
    while (d >= 0 && ++index[d]! >= shape[d]!) index[d--] = 0;
    if (d < 0) break;
  }
  return seen;
}
