/** The few pictures on buttons, drawn on a grid of 16. */

import { svg } from "./dom.ts";

const PATHS = {
  pause: ["M5.5 3.5v9", "M10.5 3.5v9"],
  play: ["M5 3.2v9.6l7.5-4.8z"],
  first: ["M12 3.5v9l-6-4.5z", "M3.5 3.5v9"],
  previous: ["M10 3.5L5.5 8l4.5 4.5"],
  next: ["M6 3.5L10.5 8L6 12.5"],
  step: ["M4 3.5v9l6-4.5z", "M12.5 3.5v9"],
  again: ["M12.5 8a4.5 4.5 0 1 1-1.4-3.2", "M11.6 2v3h-3"],
  reset: ["M4 3.5v9", "M12.5 3.5v9l-6-4.5z"],
  epoch: ["M2.5 3.5v9l5-4.5z", "M7.5 3.5v9l5-4.5z", "M13.5 3.5v9"],
  back: ["M3.5 4v4h4", "M3.9 7.6a4.8 4.8 0 1 1 .7 3.6"],
  stop: ["M4 4h8v8H4z"],
  plus: ["M8 3.5v9", "M3.5 8h9"],
  minus: ["M3.5 8h9"],
  fit: ["M3 6V3h3", "M10 3h3v3", "M13 10v3h-3", "M6 13H3v-3"],
  unfold: ["M8 6.5V2.5", "M6 4.2L8 2.2l2 2", "M8 9.5v4", "M6 11.8l2 2 2-2", "M3 8h10"],
  fold: ["M8 1.8v4", "M6 4.2l2 2 2-2", "M8 14.2v-4", "M6 11.8l2-2 2 2", "M3 8h10"],
  save: ["M8 2.5v7", "M5 7l3 3 3-3", "M3 12.5h10"],
  find: ["M7 3a4 4 0 1 0 0 8 4 4 0 0 0 0-8z", "M10 10l3.2 3.2"],
  up: ["M4.5 9.5L8 6l3.5 3.5"],
  down: ["M4.5 6.5L8 10l3.5-3.5"],
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
