/** What is where at each moment. It only reads the state from the kernel, so every moment can be asked for at once. */

import * as format from "../format.ts";
import type { StepState, TensorPreview } from "../generated/protocol.ts";

export type Phase = "waiting" | "now" | "done" | "queued" | "idle" | "passed";

/** The gradient in a box. */
export interface Gathered {
  readonly text: string;
  /** Where it is a sum: its terms, which stand above. */
  readonly terms: string;
  /** none: nothing has come; before: a .grad from earlier; part: some has; full: all has; written: it is in .grad. */
  readonly state: "none" | "before" | "part" | "full" | "written";
}

export interface Held {
  /** The op that keeps, and the box whose value it is, if it is one. */
  readonly op: number;
  readonly node: number | null;
  readonly name: string;
  readonly bytes: number;
}

/** So many terms of a sum are written out. */
const TERMS = 3;
const NOTHING: Gathered = { text: "–", terms: "", state: "none" };

export class Story {
  readonly state: StepState;
  /** Per box: when its value is there, and when its gradient goes on (of a leaf: is complete). Infinity: never. */
  readonly forwardAt: readonly number[];
  readonly backwardAt: readonly number[];
  /** Per box: the edges along which its gradients come, in the order of their coming. */
  readonly arriving: readonly (readonly number[])[];

  constructor(state: StepState) {
    this.state = state;
    const { graph, nodes, edges, moments } = state;
    const never = () => new Array<number>(nodes.length).fill(Number.POSITIVE_INFINITY);
    const [forward, backward] = [never(), never()];
    moments.forEach(({ kind, nodes: at }, k) => {
      const half = kind === "inputs" || kind === "compute" ? forward : backward;
      for (const node of at) if (kind !== "write") half[node] = Math.min(half[node]!, k);
    });
    this.forwardAt = forward;
    this.backwardAt = backward;
    const arriving = nodes.map((): number[] => []);
    graph.edges.forEach((edge, i) => {
      if (edges[i]!.downstream) arriving[edge.source]!.push(i);
    });
    const rank = (edge: number): number => {
      const { target } = graph.edges[edge]!;
      const at = nodes[target]!.inputs.indexOf(edge);
      return -nodes[target]!.number + at / 1000;
    };
    for (const list of arriving) list.sort((a, b) => this.#time(a) - this.#time(b) || rank(a) - rank(b));
    this.arriving = arriving;
  }

  get count(): number {
    return this.state.moments.length;
  }

  /** When the gradient comes along an edge. */
  #time(edge: number): number {
    return this.backwardAt[this.state.graph.edges[edge]!.target]!;
  }

  isForward(k: number): boolean {
    return k < this.state.turn;
  }

  phase(node: number, k: number): Phase {
    const { nodes, queue } = this.state.moments[k]!;
    if (nodes.includes(node)) return "now";
    if (this.forwardAt[node]! > k) return "waiting";
    if (this.isForward(k)) return "done";
    if (queue.includes(node)) return "queued";
    return this.backwardAt[node]! < k ? "passed" : "idle";
  }

  /** "now" while something moves along the edge, in either direction. */
  edgePhase(edge: number, k: number): Phase {
    const { target } = this.state.graph.edges[edge]!;
    const here = this.state.moments[k]!.nodes.includes(target);
    if (this.isForward(k)) {
      if (here && this.forwardAt[target] === k) return "now";
      return this.forwardAt[target]! <= k ? "done" : "waiting";
    }
    if (!this.state.edges[edge]!.downstream || this.#time(edge) > k) return "idle";
    return this.#time(edge) === k ? "now" : "passed";
  }

  /** The edges that have brought a gradient to a box by then. */
  arrived(node: number, k: number): readonly number[] {
    return this.arriving[node]!.filter((edge) => this.#time(edge) <= k);
  }

  /** The gradient of a box as far as it is known: a sum that fills up. */
  gathered(node: number, k: number): Gathered {
    const { grad, parts, summed, before, after } = this.state.nodes[node]!;
    const output = this.state.graph.nodes[node]!.kind === "output";
    const alone = (text: string, state: Gathered["state"]): Gathered => ({ text, terms: "", state });
    if (output) return this.isForward(k) || !grad ? NOTHING : alone(brief(grad), "full");
    const come = this.isForward(k) ? [] : this.arrived(node, k);
    if (come.length === 0) return before ? alone(brief(before), "before") : NOTHING;
    if (k === this.count - 1 && after) {
      if (before) {
        const terms = grad && isNumber(grad) ? chain([before, grad]) : "";
        return { text: brief(after), terms, state: "written" };
      }
    }
    const terms = come.map((edge) => this.state.edges[edge]!.downstream!);
    const few = summed && parts > 1 && terms.every(isNumber) && parts <= TERMS;
    const listed = few ? chain(terms) : "";
    if (come.length < parts) {
      return {
        text: few ? "" : `${come.length} / ${parts}`,
        terms: few ? `${listed} + …` : "",
        state: "part",
      };
    }
    const state = k === this.count - 1 && after ? "written" : "full";
    return { text: grad ? brief(grad) : "✓", terms: listed, state };
  }

  /** All that `gathered` will ever say, to make room. */
  everGathered(node: number): readonly Gathered[] {
    const moments = [
      0,
      this.state.turn,
      ...this.arriving[node]!.map((edge) => this.#time(edge)),
      this.count - 1,
    ];
    return moments.filter((k) => k < this.count).map((k) => this.gathered(node, k));
  }

  /** What ops hold for their rules. A rule that has run at this moment holds nothing any more. */
  held(k: number): readonly Held[] {
    return this.state.nodes.flatMap(({ keeps }, op) =>
      this.holds(op, k) ? keeps.map((kept) => ({ op, ...kept })) : [],
    );
  }

  holds(op: number, k: number): boolean {
    return this.state.nodes[op]!.keeps.length > 0 && this.forwardAt[op]! <= k && this.backwardAt[op]! > k;
  }

  /** Where a click on a box leads: to its moment in this half, and from there to that in the other. */
  momentOf(node: number, k: number): number | undefined {
    const [f, b] = [this.forwardAt[node]!, this.backwardAt[node]!];
    const [here, there] = this.isForward(k) ? [f, b] : [b, f];
    const wanted = here === k || here === Number.POSITIVE_INFINITY ? there : here;
    return Number.isFinite(wanted) ? wanted : undefined;
  }
}

export function isNumber(shown: TensorPreview): boolean {
  return shown.rows === 0 && shown.text !== "";
}

/** A number; of many their size. */
export function brief(shown: TensorPreview): string {
  return isNumber(shown) ? shown.text : `‖·‖ ${format.number(Number(shown.norm))}`;
}

/** A negative number as a later term or as a factor. */
export function bracketed(text: string): string {
  return text.startsWith("−") ? `(${text})` : text;
}

function chain(terms: readonly TensorPreview[]): string {
  return terms.map(({ text }, i) => (i === 0 ? text : bracketed(text))).join(" + ");
}

/** On one line: `1.0 + 3.0 = 4.0`. */
export function line({ terms, text, state }: Gathered): string {
  if (!terms) return text;
  return state === "part" ? terms : `${terms} = ${text}`;
}
