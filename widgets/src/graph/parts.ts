/** What is still too long to be looked at is cut into parts, and those into parts again. */

import { type Box, box } from "./boxes.ts";

/** A box with more items than this is cut. */
const MOST = 120;
/** Items of a part, at least; and as many sources that are used in many places lie together. */
const LENGTH = 40;

export function cut(outer: Box): void {
  for (const item of outer.items) if (typeof item !== "number") cut(item);
  if (outer.items.length > MOST)
    outer.items.splice(0, outer.items.length, ...slices(`${outer.key}|`, [...outer.items]));
}

/** Sources that would be a crowd lie together in one part; nothing leads to them, so they may. */
export function gather(outer: Box, uses: (node: number) => number | undefined): void {
  for (const item of outer.items) if (typeof item !== "number") gather(item, uses);
  const sources = outer.items.filter((item) => typeof item === "number" && uses(item) !== undefined);
  const shared = sources.filter((item) => uses(item as number)! > 1);
  const crowd = new Set(sources.length > MOST ? sources : shared.length > LENGTH ? shared : []);
  if (crowd.size === 0 || crowd.size === outer.items.length) return;
  const rest = outer.items.filter((item) => !crowd.has(item));
  const key = `${outer.key}|sources`;
  const items = crowd.size > MOST ? slices(`${key}.`, [...crowd]) : [...crowd];
  outer.items.splice(0, outer.items.length, box("part", key, "", items), ...rest);
}

function slices(key: string, items: (Box | number)[]): (Box | number)[] {
  if (items.length <= LENGTH) return items;
  // Few levels, all of about the same width.
  const levels = Math.ceil(Math.log(items.length) / Math.log(MOST));
  const length = Math.max(LENGTH, Math.ceil(items.length ** ((levels - 1) / levels)));
  const parts: Box[] = [];
  for (let i = 0; i < items.length; i += length) {
    const inner = `${key}${parts.length + 1}`;
    parts.push(box("part", inner, "", slices(`${inner}.`, items.slice(i, i + length))));
  }
  return parts;
}
