/** Where the numbers of a card come from: the kernel, or what a saved page carries. */

import type {
  Detail,
  Element as ElementNumbers,
  Picture,
  SavedDetails,
  WhatIf,
} from "../../generated/protocol.ts";
import type { Translate } from "../../i18n.ts";
import type { Kernel } from "../../inline.ts";

export type { ElementNumbers };

export type Place = readonly number[];

export interface Card {
  readonly detail: Detail;
  readonly cells: (picture: Picture | null) => Float32Array;
}

/** What is changed: one element to a value, or the whole tensor by a factor. */
export type Change =
  | { readonly index: readonly number[]; readonly value: number }
  | { readonly scale: number };

export class Answers {
  saved: SavedDetails | null | undefined;
  readonly #kernel: Kernel | undefined;

  constructor(kernel: Kernel | undefined) {
    this.#kernel = kernel;
  }

  /** Whether somebody can compute. */
  get live(): boolean {
    return this.#kernel !== undefined;
  }

  async card(place: Place, t: Translate): Promise<Card> {
    if (this.#kernel) {
      const { reply, buffers } = await this.#kernel.ask<Detail>("card", { place });
      return { detail: reply, cells: (picture) => floats(buffers[picture?.buffer ?? -1]) };
    }
    const saved = this.saved;
    const key = place.join(",");
    const detail = saved?.cards[key];
    if (!saved || !detail) throw new Error(t("detail.not.saved"));
    const code = saved.code[key];
    return {
      detail: { ...detail, sources: code === undefined ? [] : (saved.sources[code] ?? []) },
      cells: (picture) => floats(decoded(saved.buffers[picture?.buffer ?? -1])),
    };
  }

  async element(place: Place, index: readonly number[], t: Translate): Promise<ElementNumbers> {
    if (!this.#kernel) throw new Error(t("detail.needs.kernel"));
    return (await this.#kernel.ask<ElementNumbers>("element", { place, index })).reply;
  }

  async whatIf(place: Place, change: Change, t: Translate): Promise<WhatIf> {
    if (!this.#kernel) throw new Error(t("detail.needs.kernel"));
    return (await this.#kernel.ask<WhatIf>("what_if", { place, ...change })).reply;
  }
}

/** Buffers may lie anywhere in a message, so they cannot be viewed as floats where they are. */
function floats(view: DataView | undefined): Float32Array {
  const numbers = new Float32Array(view ? view.byteLength / 4 : 0);
  for (let i = 0; i < numbers.length; i++) numbers[i] = view!.getFloat32(4 * i, true);
  return numbers;
}

function decoded(text: string | undefined): DataView | undefined {
  if (text === undefined) return undefined;
  return new DataView(Uint8Array.from(atob(text), (char) => char.charCodeAt(0)).buffer);
}
