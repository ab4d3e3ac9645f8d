/** `lab.viz.images(batch)` and its relatives: one card, shown inline. */

import { stillContent } from "../cards/content.ts";
import { CardView, PICTURES } from "../cards/view.ts";
import type { StillCard } from "../generated/protocol.ts";
import { inline } from "../inline.ts";
import { CARDS } from "../words/cards.ts";
import { COMMON } from "../words/common.ts";
import "../theme.css";
import "../cards/cards.css";
import "../cards/plane.css";

export default inline<StillCard>("card", { ...COMMON, ...CARDS }, (t) => {
  const view = new CardView(t, PICTURES);
  return {
    element: view.element,
    bar: view.bar,
    words: (t, title) => view.words(t, title),
    update: (state) => view.update(stillContent(state)),
    destroy: () => view.destroy(),
  };
});
