/** Columns of numbers over time, kept in step with the kernel's numbering of them. */

import type { GridData, GridSlice } from "../generated/protocol.ts";

/** Of a size: none was there, which is neither zero nor NaN. */
export const NOTHING = -1;

export class Grid {
  readonly name: string;
  rows = 0;
  labels: readonly string[] = [];
  length = 0;
  /** Changes whenever columns that were drawn may mean something else. */
  generation = -1;
  #steps = new Float32Array(64);
  #values = new Float32Array();

  constructor(name: string) {
    this.name = name;
  }

  static from({ name, labels, rows, steps, values }: GridData): Grid {
    const grid = new Grid(name);
    grid.rows = rows;
    grid.labels = labels;
    grid.#reserve(steps.length);
    grid.#steps.set(steps);
    grid.#values.set(unpack(values).subarray(0, steps.length * rows));
    grid.length = steps.length;
    return grid;
  }

  step(column: number): number {
    return this.#steps[column]!;
  }

  column(index: number): Float32Array {
    return this.#values.subarray(index * this.rows, (index + 1) * this.rows);
  }

  /** Take a slice in; false when columns before it are missing and have to be asked for. */
  add(slice: GridSlice, numbers: Float32Array): boolean {
    if (slice.generation !== this.generation || slice.rows !== this.rows) {
      this.generation = slice.generation;
      this.rows = slice.rows;
      this.#values = new Float32Array(64 * this.rows);
      this.#steps = new Float32Array(64);
      this.length = 0;
    }
    if (slice.start > this.length) return false;
    if (slice.start === 0) this.labels = slice.labels;
    const end = slice.start + slice.count;
    this.#reserve(end);
    this.#steps.set(numbers.subarray(0, slice.count), slice.start);
    this.#values.set(numbers.subarray(slice.count, slice.count * (1 + this.rows)), slice.start * this.rows);
    this.length = Math.max(this.length, end);
    return true;
  }

  #reserve(columns: number): void {
    if (columns <= this.#steps.length && columns * this.rows <= this.#values.length) return;
    const room = 2 ** Math.ceil(Math.log2(Math.max(64, columns)));
    const [steps, values] = [new Float32Array(room), new Float32Array(room * this.rows)];
    steps.set(this.#steps.subarray(0, this.length));
    values.set(this.#values.subarray(0, this.length * this.rows));
    [this.#steps, this.#values] = [steps, values];
  }
}

/** bfloat16 numbers, as base64. */
function unpack(text: string): Float32Array {
  const bytes = Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  const upper = new Uint16Array(bytes.buffer, 0, bytes.length >> 1);
  const bits = Uint32Array.from(upper, (half) => half * 65536);
  return new Float32Array(bits.buffer);
}
