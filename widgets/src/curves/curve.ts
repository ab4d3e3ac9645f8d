/** One growing curve, kept in step with the kernel's numbering of its points. */

import type { SeriesData, SeriesGroup, SeriesSlice } from "../generated/protocol.ts";

export class Curve {
  readonly name: string;
  readonly group: SeriesGroup;
  length = 0;
  /** Changes whenever points that were there before are not what they were. */
  revision = 0;
  #generation = -1;
  #xs = new Float32Array(256);
  #ys = new Float32Array(256);

  constructor(name: string, group: SeriesGroup) {
    this.name = name;
    this.group = group;
  }

  static from({ name, group, x, y }: SeriesData): Curve {
    const curve = new Curve(name, group);
    curve.#reserve(x.length);
    curve.#xs.set(x);
    curve.#ys.set(y.map(Number));
    curve.length = x.length;
    return curve;
  }

  get x(): Float32Array {
    return this.#xs.subarray(0, this.length);
  }

  get y(): Float32Array {
    return this.#ys.subarray(0, this.length);
  }

  /** Take a slice in; false when points before it are missing and have to be asked for. */
  add(slice: SeriesSlice, points: Float32Array): boolean {
    if (slice.generation !== this.#generation) {
      this.#generation = slice.generation;
      this.length = 0;
      this.revision++;
    }
    if (slice.start > this.length) return false;
    if (slice.start < this.length) this.revision++;
    const end = slice.start + slice.count;
    this.#reserve(end);
    this.#xs.set(points.subarray(0, slice.count), slice.start);
    this.#ys.set(points.subarray(slice.count, 2 * slice.count), slice.start);
    this.length = Math.max(this.length, end);
    return true;
  }

  #reserve(size: number): void {
    if (size <= this.#xs.length) return;
    const room = 2 ** Math.ceil(Math.log2(size));
    const grow = (old: Float32Array) => {
      const larger = new Float32Array(room);
      larger.set(old);
      return larger;
    };
    this.#xs = grow(this.#xs);
    this.#ys = grow(this.#ys);
  }
}

/** The points of a binary buffer; a copy, since the bytes may start anywhere in the message. */
export function pointsOf(buffer: DataView | undefined): Float32Array {
  if (!buffer) return new Float32Array();
  const bytes = buffer.buffer.slice(buffer.byteOffset, buffer.byteOffset + buffer.byteLength);
  return new Float32Array(bytes as ArrayBuffer, 0, Math.floor(buffer.byteLength / 4));
}
