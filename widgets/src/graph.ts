/** `lab.viz.graph(tensor)`: one graph, shown inline. */

import type { AnyModel, RenderProps } from "@anywidget/types";
import { Cleanup, html } from "./dom.ts";
import type { GraphTraits } from "./generated/protocol.ts";
import { GraphView } from "./graph/view.ts";
import { asLanguage, translator } from "./i18n.ts";
import "./theme.css";
import "./graph/graph.css";

function render({ model, el }: RenderProps<GraphTraits>): () => void {
  const cleanup = new Cleanup();
  const root = html("div", { class: "al-root", "data-testid": "graph-widget" });
  const view = new GraphView(words(model), heading(model), true);
  root.append(view.element);
  el.append(root);
  cleanup.add(() => root.remove());
  cleanup.add(() => view.destroy());
  const watch = (name: keyof GraphTraits, react: () => void): void => {
    model.on(`change:${name}`, react);
    cleanup.add(() => model.off(`change:${name}`, react));
  };
  watch("graph", () => view.update(model.get("graph")));
  for (const name of ["language", "title"] as const)
    watch(name, () => view.words(words(model), heading(model)));
  view.update(model.get("graph"));
  return () => cleanup.run();
}

const words = (model: AnyModel<GraphTraits>) => translator(asLanguage(model.get("language")));

const heading = (model: AnyModel<GraphTraits>) => model.get("title") || words(model)("graph.title");

export default () => ({ render });
