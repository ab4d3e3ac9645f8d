/** What the looks of the boxes mean, in the half that is shown. */

import { html, svg } from "../dom.ts";
import type { Translate } from "../i18n.ts";
import type { Phase } from "./story.ts";

export class Legend {
  readonly element = html("div", { class: "al-legend" });
  #shown = "";

  update(forward: boolean, t: Translate): void {
    const phases: Phase[] = forward ? ["waiting", "now", "done"] : ["idle", "queued", "now", "passed"];
    const key = phases.map((phase) => t(`step.phase.${phase}`)).join();
    if (key === this.#shown) return;
    this.#shown = key;
    this.element.replaceChildren(
      ...phases.map((phase) => html("span", {}, chip(phase, forward), t(`step.phase.${phase}`))),
      html("span", {}, flag(), t("step.keeps")),
    );
  }
}

function chip(phase: Phase, forward: boolean): SVGSVGElement {
  return svg(
    "svg",
    { width: 22, height: 14, "aria-hidden": "true" },
    svg(
      "g",
      {
        class: "al-node al-step-box al-node-op",
        "data-phase": phase,
        "data-half": forward ? "forward" : "backward",
      },
      svg("rect", { class: "al-face", x: 2, y: 2, width: 18, height: 10, rx: 3 }),
    ),
  );
}

function flag(): SVGSVGElement {
  return svg(
    "svg",
    { width: 9, height: 14, "aria-hidden": "true" },
    svg("path", { class: "al-step-held", style: "opacity: 1", d: "M0.5 0h8v13l-4 -3.4l-4 3.4z" }),
  );
}
