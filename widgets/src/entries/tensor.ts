/** `lab.viz.tensor(x)`: one tensor. */

import type { TensorPicture } from "../generated/protocol.ts";
import { inline } from "../inline.ts";
import { TensorView } from "../shapes/tensor.ts";
import { COMMON } from "../words/common.ts";
import { DETAIL } from "../words/detail.ts";
import { SHAPES } from "../words/shapes.ts";
import "../theme.css";
import "../shapes/shapes.css";

export default inline<TensorPicture>(
  "tensor",
  { ...COMMON, ...DETAIL, ...SHAPES },
  (t, kernel) => new TensorView(t, kernel),
);
