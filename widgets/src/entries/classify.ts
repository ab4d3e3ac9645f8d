/** `lab.viz.classify()`: a network learns to tell two classes of points apart. */

import type { ClassifyState } from "../generated/protocol.ts";
import { inline } from "../inline.ts";
import { ClassifyView } from "../play/classify.ts";
import { COMMON } from "../words/common.ts";
import { CLASSIFY, PLAY } from "../words/play.ts";
import "../theme.css";
import "../cards/cards.css";
import "../cards/plane.css";
import "../play/play.css";
import "../play/classify.css";

export default inline<ClassifyState>(
  "classify",
  { ...COMMON, ...PLAY, ...CLASSIFY },
  (t, kernel) => new ClassifyView(t, kernel),
);
