/** `lab.viz.graph(model, x)`: one graph, shown inline. */

import type { PackedGraph, SavedDetails } from "../generated/protocol.ts";
import { Details } from "../graph/detail/details.ts";
import { LARGE } from "../graph/large.ts";
import { SaveMenu } from "../graph/save-menu.ts";
import { unpack } from "../graph/unpack.ts";
import { GraphView } from "../graph/view.ts";
import { inline } from "../inline.ts";
import { COMMON } from "../words/common.ts";
import { DETAIL } from "../words/detail.ts";
import { GRAPH } from "../words/graph.ts";
import "../theme.css";
import "../graph/graph.css";
import "../graph/detail/detail.css";

/** Only a page without a kernel carries details; a kernel is asked for them. */
type State = PackedGraph & { readonly details?: SavedDetails | null };

export default inline<State>("graph", { ...COMMON, ...GRAPH, ...DETAIL }, (t, kernel) => {
  const details = new Details(kernel);
  const view = new GraphView(t, {
    heading: "graph.title",
    numbers: true,
    kernel,
    large: LARGE,
    details,
    files: (source, kernel, cleanup) => new SaveMenu(source, kernel, cleanup),
  });
  return {
    element: view.element,
    bar: view.bar,
    words: (t, title) => view.words(t, title),
    update: (state) => {
      details.saved = state.details;
      view.update(unpack(state));
    },
    destroy: () => view.destroy(),
  };
});
