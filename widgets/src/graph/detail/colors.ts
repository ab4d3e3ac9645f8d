/** The scale of signed numbers: orange below zero, blue above, the card's own ground at zero. */

export type Rgb = readonly [red: number, green: number, blue: number];

export interface Palette {
  readonly zero: Rgb;
  readonly positive: Rgb;
  readonly negative: Rgb;
  readonly bad: Rgb;
  readonly ink: string;
}

const NAMES = ["zero", "positive", "negative", "bad"] as const;

/** The colours of the theme, as the style sheet gives them at this moment; `probe` is an element inside the view. */
export function palette(probe: HTMLElement): Palette {
  const read = (name: string): string => {
    probe.style.color = `var(--al-heat-${name})`;
    return getComputedStyle(probe).color;
  };
  const [zero, positive, negative, bad] = NAMES.map((name) => rgb(read(name))) as [Rgb, Rgb, Rgb, Rgb];
  const ink = read("ink");
  probe.style.color = "";
  return { zero, positive, negative, bad, ink };
}

/** `size` is the largest number of the tensor. A little more colour near zero: small numbers are many. */
export function colorOf(value: number, size: number, { zero, positive, negative, bad }: Palette): Rgb {
  if (!Number.isFinite(value)) return bad;
  const strength = size > 0 ? Math.min(1, Math.abs(value) / size) ** 0.8 : 0;
  const end = value < 0 ? negative : positive;
  return [0, 1, 2].map((i) => Math.round(zero[i]! + (end[i]! - zero[i]!) * strength)) as unknown as Rgb;
}

/** Whether dark text is read more easily on this colour. */
export function isLight([red, green, blue]: Rgb): boolean {
  return 0.299 * red + 0.587 * green + 0.114 * blue > 140;
}

function rgb(text: string): Rgb {
  const numbers = text.match(/[\d.]+/g)?.map(Number) ?? [0, 0, 0];
  return [numbers[0]!, numbers[1]!, numbers[2]!];
}
