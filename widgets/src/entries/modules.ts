/** `lab.viz.module(model, x)`: the tree of a model. */

import type { ModuleTree } from "../generated/protocol.ts";
import { inline } from "../inline.ts";
import { ModulesView } from "../shapes/modules.ts";
import { COMMON } from "../words/common.ts";
import { SHAPES } from "../words/shapes.ts";
import "../theme.css";
import "../shapes/shapes.css";

export default inline<ModuleTree>("modules", { ...COMMON, ...SHAPES }, (t) => new ModulesView(t));
