/** `lab.viz.graph(model, x)`: one graph, shown inline. */

import type { PackedGraph } from "../generated/protocol.ts";
import { LARGE } from "../graph/large.ts";
import { SaveMenu } from "../graph/save-menu.ts";
import { unpack } from "../graph/unpack.ts";
import { GraphView } from "../graph/view.ts";
import { inline } from "../inline.ts";
import { COMMON } from "../words/common.ts";
import { GRAPH } from "../words/graph.ts";
import "../theme.css";
import "../graph/graph.css";

export default inline<PackedGraph>("graph", { ...COMMON, ...GRAPH }, (t, kernel, _, choose) => {
  const view = new GraphView(t, {
    heading: "graph.title",
    numbers: true,
    kernel,
    choose,
    large: LARGE,
    files: (source, kernel, cleanup) => new SaveMenu(source, kernel, cleanup),
  });
  return {
    element: view.element,
    words: (t, title) => view.words(t, title),
    update: (state) => view.update(unpack(state)),
    destroy: () => view.destroy(),
  };
});
