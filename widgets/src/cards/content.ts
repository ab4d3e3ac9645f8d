/** A card as the browser has it: a few words, and its numbers. */

import type { CardData, StillCard } from "../generated/protocol.ts";

export interface Content {
  readonly card: CardData;
  /** Empty where a saved page had no room for them. */
  readonly values: Float32Array;
  readonly step: number;
}

export function stillContent({ card, values, step }: StillCard): Content {
  return { card, values: decode(values), step };
}

/** float32 numbers from base64. */
export function decode(text: string): Float32Array {
  const bytes = Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  return floats(new DataView(bytes.buffer));
}

/** A message's buffer as numbers; it may start anywhere in memory, and a Float32Array may not. */
export function floats(buffer: DataView | undefined): Float32Array {
  if (!buffer) return new Float32Array();
  const end = buffer.byteLength - (buffer.byteLength % 4);
  return new Float32Array(buffer.buffer.slice(buffer.byteOffset, buffer.byteOffset + end) as ArrayBuffer);
}
