/**
 * Where everything stands: every open box is laid out on its own, and then is one large node in the box
 * around it. An edge that crosses a border does so at a small port, which is how the pieces meet.
 */

import { textWidth } from "../format.ts";
import type { GraphNode } from "../generated/protocol.ts";
import type { Translate } from "../i18n.ts";
import { type LayoutEdge, type LayoutNode, layout, type Point } from "../layout.ts";
import { ancestors, type Box } from "./boxes.ts";
import { visible } from "./folding.ts";
import { isNumber, type Modules } from "./modules.ts";
import { boxTitle, cardText, foldedText, TITLE_SIZE } from "./text.ts";

export interface Card {
  readonly key: string;
  /** A node by its place in the snapshot, or a folded box. */
  readonly node: number | undefined;
  readonly box: Box | undefined;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Frame {
  readonly box: Box;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Wire {
  /** The recorded edges drawn as this one: several where a box is folded. */
  readonly members: readonly number[];
  readonly source: string;
  readonly target: string;
  readonly points: readonly Point[];
}

export interface Scene {
  readonly width: number;
  readonly height: number;
  readonly cards: readonly Card[];
  readonly frames: readonly Frame[];
  readonly wires: readonly Wire[];
}

const CARD_HEIGHT = 46;

/** Between two layers: room for the edges, or for a number on each of them, too. */
export const NARROW_GAP = 30;
export const NUMBER_GAP = 58;
const HEADER = 24;
const PADDING = 12;

/** Parameters stand beside the main path; they must not bend it. */
const SIDE_WEIGHT = 0.01;
const INPUT_WEIGHT = 0.1;

/** Distance between the ends of two edges that join the same two cards, as in x × x. */
const PARALLEL = 10;

type Item = Box | number;

/** How large the card of a node is, by its place in the snapshot. */
export type Measure = (node: number) => { readonly width: number; readonly height: number };

export function scene(
  modules: Modules,
  folded: ReadonlySet<string>,
  t: Translate,
  gap = NARROW_GAP,
  measure: Measure = (node) => ({ width: cardWidth(modules.nodes[node]!, t), height: CARD_HEIGHT }),
): Scene {
  return new Builder(modules, folded, t, gap, measure).build();
}

function cardWidth(node: GraphNode, t: Translate): number {
  const { label, detail } = cardText(node, t);
  return Math.ceil(Math.max(60, textWidth(label, 14) + 26, textWidth(detail, 10.5) + 24));
}

/** One piece of a wire: an edge of one box's own layout. */
interface Piece {
  readonly room: Room;
  readonly edge: number;
}

interface Thread {
  readonly members: number[];
  readonly source: Item;
  readonly target: Item;
  /** The boxes it passes, from the one around its source to the one around its target. */
  readonly path: readonly Box[];
  /** How many of them it leaves before it reaches the box that holds both ends. */
  readonly leaves: number;
  readonly pieces: Piece[];
  offset: number;
}

/** An open box while it is being laid out. Local nodes: ports in, items, ports out. */
interface Room {
  readonly box: Box;
  readonly places: Map<Item | string, number>;
  readonly nodes: LayoutNode[];
  readonly items: (Item | undefined)[];
  readonly edges: LayoutEdge[];
  readonly edgeIndex: Map<string, number>;
  readonly portsIn: Set<string>;
  readonly portsOut: Set<string>;
  readonly threads: Thread[];
  result: { width: number; height: number; at: readonly Point[]; routes: readonly (readonly Point[])[] };
}

class Builder {
  readonly #modules: Modules;
  readonly #folded: ReadonlySet<string>;
  readonly #t: Translate;
  readonly #measure: Measure;
  readonly #gap: number;
  /** Whether a node lies on the way of the data, rather than on that of a parameter alone. */
  readonly #carries: readonly boolean[];
  readonly #rooms = new Map<Box, Room>();
  readonly #cards: Card[] = [];
  readonly #frames: Frame[] = [];
  readonly #origin = new Map<Room, Point>();

  constructor(modules: Modules, folded: ReadonlySet<string>, t: Translate, gap: number, measure: Measure) {
    this.#t = t;
    this.#measure = measure;
    this.#gap = gap;
    this.#modules = modules;
    this.#folded = folded;
    this.#carries = dataPath(modules);
  }

  build(): Scene {
    this.#open(this.#modules.root);
    const threads = this.#threads();
    for (const thread of threads) this.#enterRooms(thread);
    const root = this.#rooms.get(this.#modules.root)!;
    const outer = this.#arrange(root);
    this.#put(root, { x: 0, y: 0 });
    const wires = threads.map((thread) => this.#wire(thread));
    return { width: outer.width, height: outer.height, cards: this.#cards, frames: this.#frames, wires };
  }

  #open(box: Box): void {
    this.#rooms.set(box, {
      box,
      places: new Map(),
      nodes: [],
      items: [],
      edges: [],
      edgeIndex: new Map(),
      portsIn: new Set(),
      portsOut: new Set(),
      threads: [],
      result: { width: 0, height: 0, at: [], routes: [] },
    });
    for (const item of box.items) {
      if (typeof item !== "number" && !this.#folded.has(item.key)) this.#open(item);
    }
  }

  #threads(): Thread[] {
    const merged = new Map<string, Thread>();
    const parallel = new Map<string, number>();
    this.#modules.edges.forEach((joined, index) => {
      const source = visible(this.#modules, this.#folded, joined.source);
      const target = visible(this.#modules, this.#folded, joined.target);
      if (source === target) return;
      const pair = `${name(source)}>${name(target)}`;
      const single = typeof source === "number" && typeof target === "number";
      const key = single ? `${pair}:${joined.edge.input}` : pair;
      const before = merged.get(key);
      if (before) {
        before.members.push(index);
        return;
      }
      const nth = parallel.get(pair) ?? 0;
      parallel.set(pair, nth + 1);
      const way = passage(this.#parent(source), this.#parent(target));
      merged.set(key, { members: [index], source, target, ...way, pieces: [], offset: nth });
    });
    for (const thread of merged.values()) {
      const total = parallel.get(`${name(thread.source)}>${name(thread.target)}`)!;
      thread.offset = (thread.offset - (total - 1) / 2) * PARALLEL;
    }
    return [...merged.values()];
  }

  #parent(item: Item): Box {
    return typeof item === "number" ? this.#modules.boxOf[item]! : item.parent!;
  }

  #enterRooms(thread: Thread): void {
    thread.path.forEach((box, k) => {
      const room = this.#rooms.get(box)!;
      room.threads.push(thread);
      if (k < thread.leaves) room.portsOut.add(name(thread.source));
      if (k > thread.leaves) room.portsIn.add(name(thread.source));
    });
  }

  /** Lay out a room after the rooms inside it, since their size and ports are its nodes. */
  #arrange(room: Room): Room["result"] {
    const add = (key: Item | string, node: LayoutNode, item?: Item): void => {
      room.places.set(key, room.nodes.push(node) - 1);
      room.items.push(item);
    };
    // Listed first is drawn above: parameters hang over the path that the data takes.
    const isSide = (item: Item): boolean =>
      typeof item === "number" && this.#isSource(item) && !this.#carries[item];
    const items = [
      ...room.box.items.filter(isSide),
      undefined,
      ...room.box.items.filter((item) => !isSide(item)),
    ];
    for (const item of items) {
      if (item === undefined) {
        for (const port of room.portsIn) add(`in ${port}`, { width: 0, height: 0, pin: "first" });
        continue;
      }
      const inner = typeof item === "number" ? undefined : this.#rooms.get(item);
      if (typeof item === "number") add(item, this.#measure(item), item);
      else if (!inner)
        add(item, { width: this.#foldedWidth(item), height: CARD_HEIGHT + 2 * behind(item) }, item);
      else {
        const size = this.#arrange(inner);
        add(item, { width: size.width, height: size.height }, item);
      }
    }
    for (const port of room.portsOut) add(`out ${port}`, { width: 0, height: 0, pin: "last" });
    for (const thread of room.threads) this.#join(room, thread);
    const placed = layout(room.nodes, room.edges, { layerGap: this.#gap });
    const outermost = room.box.parent === undefined;
    const left = outermost || room.portsIn.size > 0 ? 0 : PADDING;
    const right = outermost || room.portsOut.size > 0 ? 0 : PADDING;
    const top = outermost ? 0 : HEADER;
    const { path, note } = boxTitle(room.box, this.#modules, this.#t);
    const title = outermost ? 0 : textWidth(`${path}  ${note}`, TITLE_SIZE) + 52;
    const width = Math.max(placed.width + left + right, title);
    // A title wider than the content moves the right border, and the ports on it.
    const stretch = width - left - right - placed.width;
    const at = placed.nodes.map(({ x, y }, i) => ({
      x: x + left + (room.nodes[i]!.pin === "last" ? stretch : 0),
      y: y + top,
    }));
    const routes = placed.edges.map((route, i) => {
      const moved = route.map(({ x, y }) => ({ x: x + left, y: y + top }));
      const end = room.edges[i]!.target;
      if (room.nodes[end]!.pin === "last") moved[moved.length - 1] = at[end]!;
      return moved;
    });
    room.result = { width, height: placed.height + top + (outermost ? 0 : PADDING), at, routes };
    return room.result;
  }

  #foldedWidth(box: Box): number {
    const { label, detail, count } = foldedText(box, this.#modules, this.#t);
    const badge = count ? textWidth(count, 11) + 14 : 0;
    return Math.ceil(Math.max(96, textWidth(label, 13) + 44 + badge, textWidth(detail, 10.5) + 24));
  }

  #join(room: Room, thread: Thread): void {
    const { path, leaves } = thread;
    const k = path.indexOf(room.box);
    const port = name(thread.source);
    const from: Item | string = k === 0 ? thread.source : k <= leaves ? path[k - 1]! : `in ${port}`;
    const to: Item | string =
      k === path.length - 1 ? thread.target : k < leaves ? `out ${port}` : path[k + 1]!;
    const offset = to === thread.target ? thread.offset : 0;
    // Threads of one source share their way; where they end apart, they part.
    const key = `${port}: ${name(from)}>${name(to)}@${offset}`;
    let index = room.edgeIndex.get(key);
    if (index === undefined) {
      index =
        room.edges.push({
          source: room.places.get(from)!,
          target: room.places.get(to)!,
          weight: this.#weight(thread.source),
          sourceOffset: this.#portOffset(from, `out ${port}`),
          targetOffset: offset + this.#portOffset(to, `in ${port}`),
        }) - 1;
      room.edgeIndex.set(key, index);
    }
    thread.pieces.push({ room, edge: index });
  }

  /** The path of the data is straight first, then its inputs, then the parameters beside it. */
  #weight(source: Item): number {
    if (typeof source === "object") return 1;
    if (!this.#carries[source]) return SIDE_WEIGHT;
    return this.#isSource(source) ? INPUT_WEIGHT : 1;
  }

  #isSource(node: number): boolean {
    const { kind } = this.#modules.nodes[node]!;
    return kind === "leaf" || kind === "constant";
  }

  /** How far a port of an open box is from the middle of that box. */
  #portOffset(item: Item | string, port: string): number {
    const inner = typeof item === "object" ? this.#rooms.get(item) : undefined;
    if (!inner) return 0;
    return inner.result.at[inner.places.get(port)!]!.y - inner.result.height / 2;
  }

  /** Absolute places, from the outside in. */
  #put(room: Room, origin: Point): void {
    this.#origin.set(room, origin);
    room.items.forEach((item, i) => {
      if (item === undefined) return;
      const { width, height } = room.nodes[i]!;
      const middle = room.result.at[i]!;
      const x = origin.x + middle.x - width / 2;
      const y = origin.y + middle.y - height / 2;
      const inner = typeof item === "number" ? undefined : this.#rooms.get(item);
      if (inner) {
        this.#frames.push({ box: inner.box, x, y, width, height });
        this.#put(inner, { x, y });
      } else {
        const node = typeof item === "number" ? item : undefined;
        const box = typeof item === "number" ? undefined : item;
        const more = box ? behind(box) : 0;
        this.#cards.push({ key: name(item), node, box, x, y: y + more, width, height: height - 2 * more });
      }
    });
  }

  #wire(thread: Thread): Wire {
    const along = ({ room }: Piece): number => thread.path.indexOf(room.box);
    const pieces = [...thread.pieces].sort((a, b) => along(a) - along(b));
    const points = pieces.flatMap(({ room, edge }) => {
      const { x, y } = this.#origin.get(room)!;
      return room.result.routes[edge]!.map((point) => ({ x: point.x + x, y: point.y + y }));
    });
    return { members: thread.members, source: name(thread.source), target: name(thread.target), points };
  }
}

/** How far the cards behind a folded box look out. */
export function behind(box: Box): number {
  return box.kind === "stack" ? 9 : 6;
}

/** Data, and all that is computed from it. A graph without any is all main path. */
function dataPath({ nodes, edges }: Modules): boolean[] {
  const carries = nodes.map((node) => {
    const data = node.kind === "constant" && !isNumber(node);
    const own = node.kind === "leaf" && !node.parameter;
    return data || own || node.kind === "more";
  });
  const sorted = [...edges].sort((a, b) => a.target - b.target);
  for (const { source, target } of sorted) if (carries[source]) carries[target] = true;
  return carries.includes(true) ? carries : carries.fill(true);
}

/** Out of the boxes around the source, through the box that holds both, into the boxes around the target. */
function passage(source: Box, target: Box): { path: Box[]; leaves: number } {
  const from = ancestors(source);
  const to = ancestors(target);
  const leaves = from.findIndex((box) => to.includes(box));
  const enters = to.slice(0, to.indexOf(from[leaves]!)).reverse();
  return { path: [...from.slice(0, leaves + 1), ...enters], leaves };
}

/** The key of a card. */
export function name(item: Item | string): string {
  if (typeof item === "string") return item;
  return typeof item === "number" ? `n${item}` : item.key;
}

/** A curve that leaves and arrives level, and passes through all points. */
export function curve(points: readonly Point[]): string {
  const round = (value: number): number => Math.round(value * 10) / 10;
  let path = "";
  let last: Point | undefined;
  for (const point of points) {
    if (!last) path = `M${round(point.x)},${round(point.y)}`;
    else if (Math.abs(point.y - last.y) < 0.05) path += `H${round(point.x)}`;
    else {
      const middle = round((last.x + point.x) / 2);
      path += `C${middle},${round(last.y)} ${middle},${round(point.y)} ${round(point.x)},${round(point.y)}`;
    }
    last = point;
  }
  return path;
}
