/** `lab.viz.curve(losses)`: a card with a chart, shown inline. */

import { stillContent } from "../cards/content.ts";
import { CurvesView } from "../cards/curves.ts";
import { CardView } from "../cards/view.ts";
import type { StillCard } from "../generated/protocol.ts";
import { inline } from "../inline.ts";
import { CARDS } from "../words/cards.ts";
import { COMMON } from "../words/common.ts";
import { CURVES } from "../words/curves.ts";
import "../theme.css";
import "../cards/cards.css";
import "../curves/curves.css";

export default inline<StillCard>("curve", { ...COMMON, ...CARDS, ...CURVES }, (t) => {
  const view = new CardView(t, { curves: CurvesView });
  return {
    element: view.element,
    bar: view.bar,
    words: (t, title) => view.words(t, title),
    update: (state) => view.update(stillContent(state)),
    destroy: () => view.destroy(),
  };
});
