/** How the cells of a tensor's picture lie on the screen, and which elements each of them stands for. */

import type { Heat } from "../../generated/protocol.ts";

export interface Cell {
  readonly tile: number;
  readonly row: number;
  readonly column: number;
}

export interface Layout {
  /** Tiles beside each other, and below. */
  readonly across: number;
  readonly down: number;
  readonly cellWidth: number;
  readonly cellHeight: number;
  /** Between tiles. */
  readonly gap: number;
  readonly width: number;
  readonly height: number;
  /** Whether the numbers are written into the cells. */
  readonly numbers: boolean;
}

const GAP = 6;
const LARGEST_CELL = 26;
/** Up to this many rows and columns, numbers are written out. */
const FEW = 6;
const NUMBER_HEIGHT = 24;
const NUMBER_WIDTH = 55;
/** Cells smaller than this are hard to point at. */
const SMALL = 4;

/** Whether half of the width is enough, so that two pictures stand side by side. */
export function fitsHalf(heat: Heat, half: number): boolean {
  const { cellWidth, cellHeight, numbers } = layout(heat, half, half);
  if (numbers) return cellWidth >= NUMBER_WIDTH - 2;
  return Math.min(cellWidth, cellHeight) >= SMALL || heat.rows * 2 > heat.columns;
}

/** The largest cells with which all tiles fit into `width` x `height`. */
export function layout(heat: Heat, width: number, height: number): Layout {
  const { tiles, rows, columns } = heat;
  if (tiles === 1 && rows <= FEW && columns <= FEW && isExact(heat)) {
    const cellWidth = Math.min(NUMBER_WIDTH, Math.floor(width / Math.max(columns, 1)));
    return placed(1, 1, 0, cellWidth, NUMBER_HEIGHT, heat, true);
  }
  let best: Layout | undefined;
  for (let across = 1; across <= Math.max(1, tiles); across++) {
    const down = Math.ceil(tiles / across);
    const wide = (width - (across - 1) * GAP) / (across * Math.max(columns, 1));
    const tall = (height - (down - 1) * GAP) / (down * Math.max(rows, 1));
    const cell = Math.min(LARGEST_CELL, wide, tall);
    if (!best || cell > best.cellWidth) best = placed(across, down, GAP, cell, cell, heat, false);
  }
  // A vector is a ribbon: high enough to be seen and pointed at.
  const ribbon = best!.down === 1 && rows === 1 && best!.cellHeight < 16;
  return ribbon ? placed(best!.across, 1, GAP, best!.cellWidth, 16, heat, false) : best!;
}

function placed(
  across: number,
  down: number,
  gap: number,
  cellWidth: number,
  cellHeight: number,
  { rows, columns }: Heat,
  numbers: boolean,
): Layout {
  // Large cells end on whole pixels; small ones must share what there is.
  const whole = (size: number): number => (size >= 3 ? Math.floor(size) : Math.max(size, 0.25));
  const [w, h] = [whole(cellWidth), whole(cellHeight)];
  return {
    across,
    down,
    gap,
    cellWidth: w,
    cellHeight: h,
    width: Math.ceil(across * columns * w + (across - 1) * gap),
    height: Math.ceil(down * rows * h + (down - 1) * gap),
    numbers,
  };
}

/** The upper left corner of a cell. */
export function corner(at: Cell, heat: Heat, place: Layout): [x: number, y: number] {
  const left = (at.tile % place.across) * (heat.columns * place.cellWidth + place.gap);
  const top = Math.floor(at.tile / place.across) * (heat.rows * place.cellHeight + place.gap);
  return [left + at.column * place.cellWidth, top + at.row * place.cellHeight];
}

/** The cell at a point; undefined between tiles and outside. */
export function cellAt(x: number, y: number, heat: Heat, place: Layout): Cell | undefined {
  const wide = heat.columns * place.cellWidth + place.gap;
  const tall = heat.rows * place.cellHeight + place.gap;
  const [i, j] = [Math.floor(x / wide), Math.floor(y / tall)];
  const column = Math.floor((x - i * wide) / place.cellWidth);
  const row = Math.floor((y - j * tall) / place.cellHeight);
  const tile = j * place.across + i;
  const inside = x >= 0 && y >= 0 && i < place.across && column < heat.columns && row < heat.rows;
  return inside && tile < heat.tiles ? { tile, row, column } : undefined;
}

/** Whether every cell is one element, and all are there. */
export function isExact({ block, tiles, all_tiles }: Heat): boolean {
  return block[0] === 1 && block[1] === 1 && tiles === all_tiles;
}

/** The first element that a cell stands for. */
export function firstIndex({ tile, row, column }: Cell, { shape, block }: Heat): number[] {
  const leading = shape.slice(0, -2);
  const index: number[] = [];
  let rest = tile;
  for (let axis = leading.length - 1; axis >= 0; axis--) {
    index.unshift(rest % leading[axis]!);
    rest = Math.floor(rest / leading[axis]!);
  }
  if (shape.length > 1) index.push(row * block[0]!);
  if (shape.length > 0) index.push(column * block[1]!);
  return index;
}

/** Where an element is drawn; undefined if its tile is left out. */
export function cellOf(index: readonly number[], { shape, block, tiles }: Heat): Cell | undefined {
  const leading = shape.slice(0, -2);
  const tile = leading.reduce((sum, size, axis) => sum * size + index[axis]!, 0);
  if (tile >= tiles) return undefined;
  const row = shape.length > 1 ? Math.floor(index[shape.length - 2]! / block[0]!) : 0;
  const column = shape.length > 0 ? Math.floor(index[shape.length - 1]! / block[1]!) : 0;
  return { tile, row, column };
}

/** `[0, 1]`, and for a cell that averages several elements `[0–3, 4–7]`. */
export function indexText(index: readonly number[], heat?: Heat): string {
  const { shape = [], block = [1, 1] } = heat ?? {};
  const parts = index.map((i, axis) => {
    const size = axis === shape.length - 1 ? block[1]! : axis === shape.length - 2 ? block[0]! : 1;
    const last = Math.min(i + size, shape[axis] ?? i + 1) - 1;
    return last > i ? `${i}–${last}` : String(i);
  });
  return `[${parts.join(", ")}]`;
}
