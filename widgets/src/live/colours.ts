/** Colours for a canvas, which cannot follow the theme by itself. */

type Rgb = readonly [number, number, number];

/** Read from the style sheet again with every drawing: the theme may have changed. */
export class Palette {
  readonly #probe: HTMLElement;
  readonly #known = new Map<string, string>();

  constructor(probe: HTMLElement) {
    this.#probe = probe;
  }

  /** The value of a custom property such as "--al-low", as rgb(). */
  of(name: string): string {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    this.#probe.style.color = `var(${name})`;
    const colour = getComputedStyle(this.#probe).color;
    this.#known.set(name, colour);
    return colour;
  }

  /** Forget; true when this differs from what was known. */
  refresh(names: readonly string[]): boolean {
    const before = names.map((name) => this.#known.get(name)).join();
    this.#known.clear();
    return names.map((name) => this.of(name)).join() !== before;
  }
}

export function rgb(colour: string): Rgb {
  const [r, g, b] = colour.match(/[\d.]+/g)?.map(Number) ?? [];
  // color(srgb 0.2 0.3 0.4) counts from 0 to 1
  const unit = colour.startsWith("color(") ? 255 : 1;
  return [(r ?? 0) * unit, (g ?? 0) * unit, (b ?? 0) * unit];
}

/** 256 steps through these colours, as the bytes of an image. */
export function ramp(colours: readonly Rgb[]): Uint8ClampedArray {
  const bytes = new Uint8ClampedArray(4 * 256);
  for (let i = 0; i < 256; i++) {
    const place = (i / 255) * (colours.length - 1);
    const from = Math.min(Math.floor(place), colours.length - 2);
    const part = place - from;
    for (let k = 0; k < 3; k++)
      bytes[4 * i + k] = colours[from]![k]! * (1 - part) + colours[from + 1]![k]! * part;
    bytes[4 * i + 3] = 255;
  }
  return bytes;
}
