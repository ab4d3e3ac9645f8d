/** `lab.viz.broadcast(a, b)`: how shapes are stretched. */

import type { Broadcasting } from "../generated/protocol.ts";
import { inline } from "../inline.ts";
import { BroadcastView } from "../shapes/broadcast.ts";
import { COMMON } from "../words/common.ts";
import { SHAPES } from "../words/shapes.ts";
import "../theme.css";
import "../shapes/shapes.css";

export default inline<Broadcasting>("broadcast", { ...COMMON, ...SHAPES }, (t) => new BroadcastView(t));
