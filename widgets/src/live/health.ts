/** What the size of a layer's gradient says, in the words a teacher would use. */

import type { LayerFlow } from "../generated/protocol.ts";
import type { MessageKey } from "../i18n.ts";

export type Health = "none" | "fine" | "nan" | "zero" | "vanishing" | "exploding" | "fast";

/** Below this part of the largest layer's gradient, a layer hardly moves while the others learn. */
const VANISHING = 1e-4;
const EXPLODING = 1e3;
/** A weight that changes by a tenth of itself in one step is thrown about rather than trained. */
const FAST = 0.1;

export function health(layer: LayerFlow, largest: number): Health {
  if (layer.grad_norm === null) return "none";
  const size = Number(layer.grad_norm);
  if (!Number.isFinite(size)) return "nan";
  if (size === 0) return "zero";
  if (size > EXPLODING) return "exploding";
  if (size < largest * VANISHING) return "vanishing";
  // A bias starts at or near zero, so its first steps are large beside it, and harmless.
  const ratio = layer.name.endsWith("bias") ? 0 : Number(layer.update_ratio);
  return ratio > FAST && Number.isFinite(ratio) ? "fast" : "fine";
}

export function largestGradient(layers: readonly LayerFlow[]): number {
  return layers.reduce((most, { grad_norm }) => {
    const size = Number(grad_norm);
    return Number.isFinite(size) ? Math.max(most, size) : most;
  }, 0);
}

export function healthWords(state: Health): MessageKey | undefined {
  return state === "fine" ? undefined : `flow.${state}`;
}
