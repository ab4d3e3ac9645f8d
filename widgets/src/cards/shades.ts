/** What colour a cell has, and what it says when it is read. */

import * as format from "../format.ts";
import type { Maps } from "../generated/protocol.ts";
import type { Translate } from "../i18n.ts";
import { along, type Color, mix, type Palette } from "../palette.ts";
import { shade } from "../shade.ts";

export interface Cell {
  readonly map: number;
  readonly row: number;
  readonly column: number;
}

/** Whether colours have to tell two signs apart. */
export function signed(data: Maps, values: Float32Array): boolean {
  return data.style !== "attention" && data.style !== "confusion" && values.some((value) => value < 0);
}

/** The sums of a confusion matrix's rows: how many there were of each class. */
export function rowSums({ shape }: Maps, values: Float32Array): Float32Array {
  const [, , height = 0, width = 0] = shape;
  const sums = new Float32Array(height);
  for (let i = 0; i < height * width; i++) sums[Math.floor(i / width)]! += values[i] ?? 0;
  return sums;
}

/** The colours of one map, four bytes a cell. */
export function paint(
  data: Maps,
  values: Float32Array,
  map: number,
  look: Palette,
): Uint8ClampedArray<ArrayBuffer> {
  const [, channels = 1, height = 0, width = 0] = data.shape;
  const cells = height * width;
  const start = map * channels * cells;
  const bytes = new Uint8ClampedArray(4 * cells).fill(255);
  const limit = Number(data.limit);
  const sums = data.style === "confusion" ? rowSums(data, values) : undefined;
  const two = signed(data, values);
  for (let i = 0; i < cells; i++) {
    const at = start + i;
    const shade: Color =
      channels === 3
        ? [255 * values[at]!, 255 * values[at + cells]!, 255 * values[at + 2 * cells]!]
        : sums
          ? confused(values[at]! / (sums[Math.floor(i / width)]! || 1), i % (width + 1) === 0, look)
          : shadeOf(data, values[at]!, limit, two, look);
    bytes.set(shade, 4 * i);
  }
  return bytes;
}

function shadeOf({ style }: Maps, value: number, limit: number, two: boolean, look: Palette): Color {
  if (!Number.isFinite(value)) return look.missing;
  if (style === "images") return mix(look.paper, value < 0 ? look.orange : look.ink, Math.abs(value) / limit);
  if (two) return shade(value, limit, look);
  return along(look.ramp, value / limit);
}

/** Right answers are blue, by their share; a few wrong ones must be seen, too, so orange grows faster. */
function confused(share: number, right: boolean, look: Palette): Color {
  return right ? mix(look.paper, look.blue, share) : mix(look.paper, look.orange, Math.sqrt(share));
}

/** A cell in words. */
export function say(data: Maps, values: Float32Array, cell: Cell, t: Translate): string {
  const [, channels = 1, height = 0, width = 0] = data.shape;
  const { map, row, column } = cell;
  const at = map * channels * height * width + row * width + column;
  const value =
    channels === 3
      ? [0, 1, 2].map((c) => format.number(values[at + c * height * width]!)).join(" / ")
      : format.number(values[at]!, 4);
  const rowName = data.rows[row] ? t.say(data.rows[row]) : String(row);
  const columnName = data.columns[column] ? t.say(data.columns[column]) : String(column);
  const title = data.titles[map] === undefined ? "" : t.say(data.titles[map]);
  if (data.style === "confusion") {
    const all = rowSums(data, values)[row]!;
    const share = all ? Math.round((1000 * values[at]!) / all) / 10 : 0;
    const values_ = { row: rowName, column: columnName, count: values[at]!, all, share };
    return t("cards.read.confusion", values_);
  }
  if (data.style === "attention") {
    const said = t("cards.read.attention", { row: rowName, column: columnName, value });
    return title ? `${title} · ${said}` : said;
  }
  const place = t("cards.read.cell", { row: rowName, column: columnName });
  const pooled = data.pooled.some((n) => n > 1)
    ? ` (${t("cards.mean", { cells: data.pooled.join(" × ") })})`
    : "";
  return [title, place, `${value}${pooled}`].filter(Boolean).join(" · ");
}
