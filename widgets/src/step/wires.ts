/** The arrows of the stepper: what has passed along them, and the derivative that it is multiplied by. */

import { svg } from "../dom.ts";
import * as format from "../format.ts";
import { type Decades, strength, strokeWidth, together } from "../graph/scale.ts";
import { curve, type Wire } from "../graph/scene.ts";
import { bracketed, isNumber, type Phase, type Story } from "./story.ts";

const ORDER: readonly Phase[] = ["now", "passed", "done", "idle", "waiting"];

export function drawWire(wire: Wire, story: Story): SVGGElement {
  const d = curve(wire.points);
  const group = svg(
    "g",
    { class: "al-step-wire", "data-testid": "step-edge" },
    svg("path", { class: "al-step-line", d }),
    svg("path", { class: "al-step-pulse", d, pathLength: 1 }),
  );
  const text = label(wire, story);
  if (text) {
    const [from, to] = [wire.points.at(-2)!, wire.points.at(-1)!];
    const width = format.textWidth(text, 10.5) + 12;
    group.append(
      svg(
        "g",
        { class: "al-step-local", transform: `translate(${(from.x + to.x) / 2} ${(from.y + to.y) / 2})` },
        svg("rect", { x: -width / 2, y: -9, width, height: 18, rx: 9 }),
        svg("text", { y: 3.7 }, text),
      ),
    );
  }
  return group;
}

/** The local derivative, where it is one number. */
export function label(wire: Wire, story: Story): string {
  const local = wire.members.length === 1 ? story.state.edges[wire.members[0]!]!.local : null;
  return local && isNumber(local) ? `× ${bracketed(local.text)}` : "";
}

export function paintWire(
  group: SVGGElement,
  wire: Wire,
  story: Story,
  k: number,
  scale: Decades | undefined,
): void {
  const phases = new Set(wire.members.map((edge) => story.edgePhase(edge, k)));
  const phase = ORDER.find((one) => phases.has(one)) ?? "waiting";
  const half = story.isForward(k) ? "forward" : "backward";
  group.dataset.phase = phase;
  group.dataset.half = half;
  const line = group.querySelector<SVGPathElement>(".al-step-line")!;
  // In a network a gradient's size is the width of its line.
  const look = scale && strength(together(wire.members.map((edge) => story.state.graph.edges[edge]!)), scale);
  const wide = half === "backward" && (phase === "now" || phase === "passed") && look?.kind === "size";
  line.style.strokeWidth = wide ? `${strokeWidth(look.level).toFixed(1)}px` : "";
  const pulse = group.querySelector<SVGPathElement>(".al-step-pulse")!;
  if (phase === "now") pulse.replaceWith(pulse.cloneNode()); // the pulse runs once per moment
}
