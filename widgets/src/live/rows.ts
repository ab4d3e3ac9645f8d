/** Which rows stand for hundreds of parameters: blocks of the model that open, and biases that fold away. */

export interface Row {
  readonly key: string;
  readonly label: string;
  /** What the layer does, where its name does not say it. */
  readonly note?: string | undefined;
  /** The layers that it stands for. */
  readonly names: readonly string[];
  /** Of a block: whether its layers are shown below it. */
  readonly block?: "open" | "closed";
  readonly inside: boolean;
}

export interface Folding {
  /** Undefined: as many rows as there are decide. */
  readonly biases: boolean | undefined;
  /** Blocks that were opened by hand. */
  readonly open: ReadonlySet<string>;
}

/** From so many parameters on, biases are folded away at first. */
const MANY = 16;
/** From so many rows on, they are gathered by the blocks of the model. */
const CROWD = 28;

export function isBias(name: string): boolean {
  return /(^|[._])bias(_|$)/.test(name.slice(name.lastIndexOf(".") + 1));
}

export function foldsBiases(names: readonly string[], { biases }: Pick<Folding, "biases">): boolean {
  return biases ?? names.length > MANY;
}

export function arrange(names: readonly string[], folding: Folding): Row[] {
  const fold = foldsBiases(names, folding);
  const weights = fold ? names.filter((name) => !isBias(name)) : names;
  const shown = weights.length > 0 ? weights : names;
  if (shown.length <= CROWD) return shown.map((name) => single(name, name, false));
  const blocks = new Map<string, string[]>();
  for (const name of shown) {
    const block = blockOf(name);
    blocks.set(block, [...(blocks.get(block) ?? []), name]);
  }
  return [...blocks].flatMap(([block, members]) => {
    if (members.length === 1) return [single(members[0]!, members[0]!, false)];
    const open = folding.open.has(block);
    const head: Row = {
      key: `${block}/`,
      label: block,
      names: members,
      block: open ? "open" : "closed",
      inside: false,
    };
    return open ? [head, ...members.map((name) => single(name, name.slice(block.length + 1), true))] : [head];
  });
}

/** The path up to its first number, such as "encoder.layers.3"; else the first part of it. */
export function blockOf(name: string): string {
  const parts = name.split(".");
  const number = parts.findIndex((part) => /^\d+$/.test(part));
  const length = number >= 0 && number < parts.length - 1 ? number + 1 : 1;
  return parts.slice(0, length).join(".");
}

function single(name: string, label: string, inside: boolean): Row {
  return { key: name, label, names: [name], inside };
}

/** One value for several layers: broken if one is, else the middle one; `nothing` where none has any. */
export function together(values: readonly number[], nothing: number): number {
  const there = values.filter((value) => value !== nothing);
  if (there.length === 0) return nothing;
  const broken = there.find((value) => !Number.isFinite(value));
  if (broken !== undefined) return broken;
  return there.sort((a, b) => a - b)[there.length >> 1]!;
}
