/** What large graphs need. */

import { Painter } from "./canvas.ts";
import { Minimap } from "./minimap.ts";
import type { Large } from "./stage.ts";

export const LARGE: Large = {
  painting: (cleanup) => new Painter(cleanup),
  overview: (cleanup) => new Minimap(cleanup),
};
