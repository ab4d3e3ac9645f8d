/** The code of an op, folded, with just enough colour to read it by. */

import { html } from "../../dom.ts";
import type { Source } from "../../generated/protocol.ts";

export type Kind = "comment" | "string" | "decorator" | "keyword" | "number" | "";

const TOKENS =
  /(?<comment>#[^\n]*)|(?<string>\b[rbfu]{0,2}(?:"""[\s\S]*?"""|'''[\s\S]*?'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|"""[\s\S]*?"""|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|(?<decorator>^[ \t]*@[\w.]+)|(?<keyword>\b(?:and|as|assert|break|class|continue|def|del|elif|else|except|False|finally|for|from|global|if|import|in|is|lambda|None|nonlocal|not|or|pass|raise|return|True|try|while|with|yield)\b)|(?<number>\b\d[\d_]*(?:\.\d+)?(?:[eE][+-]?\d+)?\b)/gm;

/** Python in coloured pieces, which together are the text. */
export function pieces(code: string): [text: string, kind: Kind][] {
  const found: [string, Kind][] = [];
  let at = 0;
  for (const match of code.matchAll(TOKENS)) {
    if (match.index > at) found.push([code.slice(at, match.index), ""]);
    const kind = Object.entries(match.groups ?? {}).find(([, text]) => text !== undefined)?.[0] ?? "";
    found.push([match[0], kind as Kind]);
    at = match.index + match[0].length;
  }
  if (at < code.length) found.push([code.slice(at), ""]);
  return found;
}

/** One folded section per function. */
export function folded(sources: readonly Source[], title: string): HTMLElement[] {
  if (sources.length === 0) return [];
  return [
    html("h4", {}, title),
    ...sources.map(({ name, text, where }) =>
      html(
        "details",
        { class: "al-source", "data-testid": "source" },
        html("summary", {}, html("code", {}, name), html("span", {}, where)),
        html(
          "pre",
          { tabindex: 0 },
          ...pieces(text).map(([piece, kind]) =>
            kind ? html("span", { class: `al-code-${kind}` }, piece) : piece,
          ),
        ),
      ),
    ),
  ];
}
