/** How large a gradient looks: colour and width on a logarithmic scale that both the edges and the legend use. */

import type { GraphEdge, Real } from "../generated/protocol.ts";

export interface Decades {
  /** Powers of ten: the scale reaches from 10^low to 10^high. */
  readonly low: number;
  readonly high: number;
}

export type Strength =
  | { readonly kind: "never" | "none" | "zero" | "nan" }
  | { readonly kind: "size"; readonly level: number };

const NARROWEST = 4;
const WIDEST = 9;

/**
 * The decades that hold all sizes. It only ever grows while a run is watched: a scale that followed every
 * step would make steady gradients seem to flicker.
 */
export function decades(sizes: readonly (Real | null)[], previous?: Decades): Decades {
  let low = previous?.low ?? Number.POSITIVE_INFINITY;
  let high = previous?.high ?? Number.NEGATIVE_INFINITY;
  for (const real of sizes) {
    const size = Number(real);
    if (!(size > 0) || !Number.isFinite(size)) continue;
    const exponent = Math.log10(size);
    low = Math.min(low, Math.floor(exponent));
    high = Math.max(high, Math.ceil(exponent));
  }
  if (low > high) return { low: -4, high: 0 };
  if (high - low < NARROWEST) low = high - NARROWEST;
  return { low: Math.max(low, high - WIDEST), high };
}

/** No gradient ever, not computed yet, exactly zero and broken are four different stories; the rest has a size. */
export function strength(
  edge: Pick<GraphEdge, "grad_norm" | "carries_grad">,
  { low, high }: Decades,
): Strength {
  if (!edge.carries_grad) return { kind: "never" };
  if (edge.grad_norm === null) return { kind: "none" };
  const size = Number(edge.grad_norm);
  if (!Number.isFinite(size)) return { kind: "nan" };
  if (size === 0) return { kind: "zero" };
  const level = (Math.log10(size) - low) / (high - low);
  return { kind: "size", level: Math.min(1, Math.max(0, level)) };
}

/** What one wire shows that stands for several edges: the worst news, else the largest size. */
export function together<E extends Pick<GraphEdge, "grad_norm" | "carries_grad">>(edges: readonly E[]): E {
  const rank = ({ carries_grad, grad_norm }: E): number => {
    if (!carries_grad) return -2;
    if (grad_norm === null) return -1;
    const size = Number(grad_norm);
    return Number.isFinite(size) ? size : Number.POSITIVE_INFINITY;
  };
  return edges.reduce((most, edge) => (rank(edge) > rank(most) ? edge : most));
}

export function strokeWidth(level: number): number {
  return 1.2 + 4.8 * level;
}
