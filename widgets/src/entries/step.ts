/** `lab.viz.step(loss)`: a forward and a backward pass, moment by moment. */

import type { StepState } from "../generated/protocol.ts";
import { inline } from "../inline.ts";
import { StepView } from "../step/view.ts";
import { COMMON } from "../words/common.ts";
import { GRAPH } from "../words/graph.ts";
import { STEP } from "../words/step.ts";
import "../theme.css";
import "../graph/graph.css";
import "../step/step.css";

export default inline<StepState>("step", { ...COMMON, ...GRAPH, ...STEP }, (t) => new StepView(t));
