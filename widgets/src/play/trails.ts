/** The numbers of a race, trail by trail. */

import type { Trail } from "../generated/protocol.ts";

export interface Path {
  readonly trail: Trail;
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly loss: Float32Array;
}

export function paths(trails: readonly Trail[], numbers: Float32Array): Path[] {
  let at = 0;
  return trails.map((trail) => {
    const part = (i: number) => numbers.subarray(at + i * trail.points, at + (i + 1) * trail.points);
    const path = { trail, x: part(0), y: part(1), loss: part(2) };
    at += 3 * trail.points;
    return path;
  });
}

/** The step at which a trail leaves a part of the plane for good; undefined where it ends inside. */
export function leaves(path: Path, [left, right, bottom, top]: readonly number[]): number | undefined {
  const inside = (i: number): boolean =>
    path.x[i]! >= left! && path.x[i]! <= right! && path.y[i]! >= bottom! && path.y[i]! <= top!;
  let last = path.x.length - 1;
  if (last >= 0 && inside(last)) return undefined;
  while (last >= 0 && !inside(last)) last--;
  return last + 1;
}
