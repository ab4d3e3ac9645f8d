/** Module rows as a tree, with runs of modules that are built alike folded into one line. */

import type { ModuleRow } from "../generated/protocol.ts";

export interface Branch {
  readonly key: string;
  /** One row, or the rows of modules in a row that are built alike. */
  readonly rows: readonly ModuleRow[];
  readonly depth: number;
  readonly branches: readonly Branch[];
}

/** So many alike in a row become one line. */
const ALIKE = 3;

export function tree(rows: readonly ModuleRow[]): readonly Branch[] {
  return below(rows, 0, rows.length, 0, "");
}

function below(rows: readonly ModuleRow[], start: number, end: number, depth: number, key: string): Branch[] {
  const starts: number[] = [];
  const top = rows[start]?.depth;
  for (let i = start; i < end; i++) if (rows[i]!.depth === top) starts.push(i);
  const found: Branch[] = [];
  for (let i = 0; i < starts.length; ) {
    let after = i + 1;
    while (after < starts.length && alike(rows[starts[after]!]!, rows[starts[i]!]!)) after++;
    const times = after - i;
    const single = (n: number, level: number): Branch => {
      const from = starts[n]!;
      const name = `${key}/${rows[from]!.path || rows[from]!.name}`;
      const inner = below(rows, from + 1, starts[n + 1] ?? end, level + 1, name);
      return { key: name, rows: [rows[from]!], depth: level, branches: inner };
    };
    if (times < ALIKE) for (let n = i; n < after; n++) found.push(single(n, depth));
    else {
      const members = Array.from({ length: times }, (_, n) => single(i + n, depth + 1));
      const row = rows[starts[i]!]!;
      found.push({
        key: `${key}/${row.path}×`,
        rows: members.map((one) => one.rows[0]!),
        depth,
        branches: members,
      });
    }
    i = after;
  }
  return found;
}

const alike = (one: ModuleRow, other: ModuleRow): boolean =>
  one.likeness === other.likeness && one.outputs === other.outputs;

/** At first the whole is open, and what is below it as long as the table stays short. */
export function openAtFirst(branches: readonly Branch[], limit = 24): Set<string> {
  const open = new Set<string>();
  let level = branches;
  let shown = branches.length;
  while (level.length > 0) {
    const more = level.filter((branch) => branch.branches.length > 0 && branch.rows.length === 1);
    shown += more.reduce((sum, branch) => sum + branch.branches.length, 0);
    if (open.size > 0 && shown > limit) break;
    for (const branch of more) open.add(branch.key);
    level = more.flatMap((branch) => branch.branches);
  }
  return open;
}

export function everything(branches: readonly Branch[]): string[] {
  return branches.flatMap((branch) =>
    branch.branches.length > 0 ? [branch.key, ...everything(branch.branches)] : [],
  );
}
