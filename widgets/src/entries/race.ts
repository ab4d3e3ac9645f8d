/** `lab.viz.race()`: optimizers race down a surface. */

import type { RaceState } from "../generated/protocol.ts";
import { inline } from "../inline.ts";
import { RaceView } from "../play/race.ts";
import { COMMON } from "../words/common.ts";
import { PLAY, RACE } from "../words/play.ts";
import "../theme.css";
import "../cards/plane.css";
import "../play/play.css";

export default inline<RaceState>(
  "race",
  { ...COMMON, ...PLAY, ...RACE },
  (t, kernel) => new RaceView(t, kernel),
);
