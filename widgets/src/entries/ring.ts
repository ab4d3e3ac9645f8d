/** `lab.viz.all_reduce()`: how workers come to the same gradient. */

import type { RingState } from "../generated/protocol.ts";
import { inline } from "../inline.ts";
import { RingView } from "../play/ring.ts";
import { COMMON } from "../words/common.ts";
import { PLAY, RING } from "../words/play.ts";
import "../theme.css";
import "../play/play.css";
import "../play/ring.css";

export default inline<RingState>(
  "ring",
  { ...COMMON, ...PLAY, ...RING },
  (t, kernel) => new RingView(t, kernel),
);
