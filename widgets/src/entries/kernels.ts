/** `lab.viz.kernels()`: a convolution to play with. */

import type { KernelState } from "../generated/protocol.ts";
import { inline } from "../inline.ts";
import { KernelView } from "../play/kernels.ts";
import { COMMON } from "../words/common.ts";
import { KERNELS, PLAY } from "../words/play.ts";
import "../theme.css";
import "../play/play.css";
import "../play/kernels.css";

export default inline<KernelState>(
  "kernels",
  { ...COMMON, ...PLAY, ...KERNELS },
  (t, kernel) => new KernelView(t, kernel),
);
