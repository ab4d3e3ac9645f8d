/** `lab.viz.graph(tensor)`: one graph, shown inline. */

import type { GraphSnapshot } from "../generated/protocol.ts";
import { GraphView } from "../graph/view.ts";
import { inline } from "../inline.ts";
import { COMMON } from "../words/common.ts";
import { GRAPH } from "../words/graph.ts";
import "../theme.css";
import "../graph/graph.css";

export default inline<GraphSnapshot>(
  "graph",
  { ...COMMON, ...GRAPH },
  (t) => new GraphView(t, "graph.title", true),
);
