/** `lab.viz.runs()`: the runs of a kernel, compared. */

import { RunsView } from "../curves/runs.ts";
import { inline } from "../inline.ts";
import { COMMON } from "../words/common.ts";
import { CURVES } from "../words/curves.ts";
import { RUNS } from "../words/runs.ts";
import "../theme.css";
import "../curves/curves.css";
import "../curves/runs.css";

export default inline(
  "runs",
  { ...COMMON, ...CURVES, ...RUNS },
  (t, _kernel, cleanup) => new RunsView(t, cleanup),
);
