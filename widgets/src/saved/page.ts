/** The script of a page that `to_html` writes; `autograd_lab/ui/page.py` has the rest of it. */

import { draw, type Make } from "./still.ts";

export async function open(code: string, traits: string, el: HTMLElement): Promise<void> {
  const module = (await import(`data:text/javascript;base64,${code}`)) as { default: Make };
  el.replaceChildren();
  draw(module.default, JSON.parse(traits), el);
}
