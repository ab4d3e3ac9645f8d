/** The theme's colours as a canvas understands them, and as a picture outside the page can carry them. */

import { html } from "../dom.ts";

const NAMES = {
  raised: "var(--al-raised)",
  sunken: "var(--al-sunken)",
  surface: "var(--al-surface)",
  ink: "var(--al-ink)",
  soft: "var(--al-soft)",
  faint: "var(--al-faint)",
  line: "var(--al-line-strong)",
  accent: "var(--al-accent)",
  accentSoft: "var(--al-accent-soft)",
  warm: "var(--al-warm)",
  bad: "var(--al-bad)",
  data: "color-mix(in srgb, var(--al-ink) 7%, var(--al-surface))",
  frame: "color-mix(in srgb, var(--al-ink) 3%, var(--al-sunken))",
} as const;

const STEPS = 12;

export interface Palette extends Readonly<Record<keyof typeof NAMES, string>> {
  /** From the smallest gradient to the largest. */
  readonly ramp: readonly string[];
  readonly mono: string;
  readonly sans: string;
}

export function palette(inside: HTMLElement): Palette {
  const probe = inside.appendChild(html("span", { "aria-hidden": "true" }));
  const color = (css: string): string => {
    probe.style.color = css;
    return getComputedStyle(probe).color;
  };
  const family = (css: string): string => {
    probe.style.fontFamily = css;
    return getComputedStyle(probe).fontFamily;
  };
  const colors = Object.fromEntries(Object.entries(NAMES).map(([name, css]) => [name, color(css)]));
  const ramp = Array.from({ length: STEPS }, (_, i) => {
    const level = (2 * i) / (STEPS - 1);
    const [low, high] = level <= 1 ? ["--al-low", "--al-middle"] : ["--al-middle", "--al-high"];
    const mix = (level <= 1 ? level : level - 1) * 100;
    return color(`color-mix(in oklab, var(${high}) ${mix.toFixed(0)}%, var(${low}))`);
  });
  const fonts = { mono: family("var(--al-mono)"), sans: family("var(--al-sans)") };
  probe.remove();
  return { ...(colors as Record<keyof typeof NAMES, string>), ramp, ...fonts };
}

/** Any colour as `rgb()` with an opacity: what other programs read, too. */
export function plainColors(): (css: string) => { color: string; opacity: number } {
  const context = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d", {
    willReadFrequently: true,
  })!;
  const known = new Map<string, { color: string; opacity: number }>();
  return (css) => {
    let plain = known.get(css);
    if (!plain) {
      context.clearRect(0, 0, 1, 1);
      context.fillStyle = css;
      context.fillRect(0, 0, 1, 1);
      const [r, g, b, a] = context.getImageData(0, 0, 1, 1).data;
      plain = { color: `rgb(${r},${g},${b})`, opacity: Math.round((a! / 255) * 100) / 100 };
      known.set(css, plain);
    }
    return plain;
  };
}
