/**
 * Colours as numbers, for what is painted cell by cell. Blue and orange stay apart for colour-blind readers, and
 * every ramp grows steadily darker (or lighter, in the dark theme), so it can be read without any colour.
 */

import type { Cleanup } from "./dom.ts";

export type Color = readonly [red: number, green: number, blue: number];

export interface Palette {
  readonly paper: Color;
  /** The ground of heat maps, a little off the paper so that zeros are seen. */
  readonly zero: Color;
  readonly ink: Color;
  readonly blue: Color;
  readonly orange: Color;
  /** Nothing to much, for amounts. */
  readonly ramp: readonly Color[];
  readonly missing: Color;
  readonly classes: readonly Color[];
}

const color = (text: string): Color => [
  Number.parseInt(text.slice(0, 2), 16),
  Number.parseInt(text.slice(2, 4), 16),
  Number.parseInt(text.slice(4, 6), 16),
];

const LIGHT: Palette = {
  paper: color("ffffff"),
  zero: color("f4f5f7"),
  ink: color("1d2129"),
  blue: color("3554d1"),
  orange: color("d9700c"),
  ramp: ["f2f4fd", "b9c5f4", "6f86e0", "3a50b8", "16216b"].map(color),
  missing: color("b4235f"),
  classes: [
    "3554d1",
    "d9700c",
    "0b8a66",
    "b4235f",
    "7c5cd6",
    "2f86ab",
    "94690f",
    "6b7280",
    "b93f9f",
    "5a7a08",
  ].map(color),
};

const DARK: Palette = {
  paper: color("1a1c20"),
  zero: color("24272d"),
  ink: color("eceef2"),
  blue: color("8fa6ff"),
  orange: color("ffad66"),
  ramp: ["1a1c26", "2c3a78", "4d65c9", "8fa6ff", "e6ebff"].map(color),
  missing: color("ff86b0"),
  classes: [
    "8fa6ff",
    "ffad66",
    "4fd6ac",
    "ff86b0",
    "b8a1ff",
    "7cc7e8",
    "dcb35a",
    "a4abb8",
    "f08fdb",
    "b0cf5a",
  ].map(color),
};

/** The palette of the theme in which `element` stands. */
export function palette(element: Element): Palette {
  return getComputedStyle(element).colorScheme === "dark" ? DARK : LIGHT;
}

/** Call `redraw` when the page's theme changes. */
export function onTheme(redraw: () => void, cleanup: Cleanup): void {
  const observer = new MutationObserver(redraw);
  observer.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light", "class"] });
  cleanup.add(() => observer.disconnect());
  cleanup.listen(matchMedia("(prefers-color-scheme: dark)"), "change", redraw);
}

/** Of two classes the second is the positive one, and blue as numbers above zero are. */
export function classColors({ classes }: Palette, count: number): readonly Color[] {
  return count === 2 ? [classes[1]!, classes[0]!] : classes;
}

/** A colour part of the way along `stops`; a share beyond 0 and 1 is its end. */
export function along(stops: readonly Color[], share: number): Color {
  const at = Math.min(1, Math.max(0, share)) * (stops.length - 1);
  const low = Math.min(Math.floor(at), stops.length - 2);
  return mix(stops[low]!, stops[low + 1]!, at - low);
}

export function mix(from: Color, to: Color, share: number): Color {
  return [0, 1, 2].map((i) => Math.round(from[i]! + (to[i]! - from[i]!) * share)) as unknown as Color;
}

export const css = ([red, green, blue]: Color): string => `rgb(${red} ${green} ${blue})`;

/** The sign of a class: its colour is never the only thing that tells it from others. */
export const MARKERS = ["circle", "square", "triangle", "diamond"] as const;

/** The path of a class's marker around a point. */
export function marker(
  context: CanvasRenderingContext2D,
  kind: number,
  x: number,
  y: number,
  r: number,
): void {
  context.beginPath();
  switch (MARKERS[kind % MARKERS.length]) {
    case "circle":
      context.arc(x, y, r, 0, 2 * Math.PI);
      break;
    case "square":
      context.rect(x - r * 0.88, y - r * 0.88, r * 1.76, r * 1.76);
      break;
    case "triangle":
      polygon(context, [x, y - r * 1.25], [x + r * 1.15, y + r * 0.85], [x - r * 1.15, y + r * 0.85]);
      break;
    default:
      polygon(context, [x, y - r * 1.3], [x + r * 1.3, y], [x, y + r * 1.3], [x - r * 1.3, y]);
  }
}

function polygon(context: CanvasRenderingContext2D, ...points: [number, number][]): void {
  points.forEach(([x, y], i) => {
    if (i === 0) context.moveTo(x, y);
    else context.lineTo(x, y);
  });
  context.closePath();
}
