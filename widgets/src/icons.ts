/** The few pictures on buttons, drawn on a grid of 16. */

import { svg } from "./dom.ts";

const PATHS = {
  pause: ["M5.5 3.5v9", "M10.5 3.5v9"],
  play: ["M5 3.2v9.6l7.5-4.8z"],
  step: ["M4 3.5v9l6-4.5z", "M12.5 3.5v9"],
  stop: ["M4 4h8v8H4z"],
  plus: ["M8 3.5v9", "M3.5 8h9"],
  minus: ["M3.5 8h9"],
  fit: ["M3 6V3h3", "M10 3h3v3", "M13 10v3h-3", "M6 13H3v-3"],
  close: ["M4 4l8 8", "M12 4l-8 8"],
} as const;

export type IconName = keyof typeof PATHS;

export function icon(name: IconName): SVGSVGElement {
  return svg(
    "svg",
    { viewBox: "0 0 16 16", "aria-hidden": "true" },
    ...PATHS[name].map((d) => svg("path", { d })),
  );
}
