/**
 * The part of LaTeX that the formulas of our ops use, read into a MathML tree.
 *
 * A full typesetter weighs ten times as much as the whole panel; browsers draw MathML themselves. What is
 * not understood returns undefined, and the caller shows the source: a wrong formula is worse than a raw one.
 */

export interface MathNode {
  readonly tag: string;
  readonly text?: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly children?: readonly MathNode[];
}

/** Tables are written as words, which every browser that loads the panel thanks us for. */
function table(words: string): Readonly<Record<string, string>> {
  const parts = words.trim().split(/\s+/);
  const entries: Record<string, string> = Object.create(null);
  for (let i = 0; i < parts.length; i += 2) entries[parts[i]!] = parts[i + 1]!;
  return entries;
}

const LETTERS = table(`
  alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε eta η theta θ kappa κ lambda λ mu μ nu ν
  pi π rho ρ sigma σ tau τ phi ϕ varphi φ omega ω Gamma Γ Delta Δ Theta Θ Lambda Λ Sigma Σ Phi Φ
  xi ξ zeta ζ chi χ psi ψ Psi Ψ
  Omega Ω ell ℓ infty ∞ partial ∂ nabla ∇ top ⊤ emptyset ∅
`);

const OPERATORS = table(`
  odot ⊙ cdot ⋅ times × div ÷ pm ± mp ∓ bmod mod setminus ∖ ast ∗ star ⋆ circ ∘ oplus ⊕ otimes ⊗ le ≤ leq ≤ ge ≥ geq ≥ ne ≠
  neq ≠ lt < gt > approx ≈ sim ∼ propto ∝ equiv ≡ in ∈ notin ∉ to → rightarrow → leftarrow ←
  mapsto ↦ Rightarrow ⇒ wedge ∧ land ∧ vee ∨ lor ∨ neg ¬ lnot ¬ cup ∪ cap ∩ subset ⊂ forall ∀
  exists ∃ dots … ldots … cdots ⋯ mid ∣ vert | lvert | rvert | Vert ‖ lVert ‖ rVert ‖ lfloor ⌊
  rfloor ⌋ lceil ⌈ rceil ⌉ langle ⟨ rangle ⟩ lbrace { rbrace } colon : prime ′ backslash \\ sum ∑
  prod ∏ int ∫ bigwedge ⋀ bigvee ⋁ bigcup ⋃ bigcap ⋂ bigoplus ⨁
`);

const FUNCTIONS = new Set(
  "arg cos cosh cot det dim exp gcd inf lim ln log max min sin sinh sup tan tanh arcsin arccos arctan".split(
    " ",
  ),
);

const BAR = "‾";

const ACCENTS = table(`
  bar ${BAR} overline ${BAR} hat ^ widehat ^ tilde ~ vec → dot ˙ ddot ¨
`);

const SPACES: Readonly<Record<string, string>> = {
  ",": "0.17em",
  ":": "0.22em",
  ";": "0.28em",
  " ": "0.25em",
  "!": "-0.17em",
  quad: "1em",
  qquad: "2em",
};

const VARIANTS: Readonly<Record<string, string>> = {
  mathsf: "normal",
  mathrm: "normal",
  mathbf: "bold",
  boldsymbol: "bold",
  mathit: "italic",
  mathcal: "normal",
  mathbb: "normal",
};

/** Commands that change nothing a reader of one short line would miss. */
const IGNORED = new Set([
  "textstyle",
  "displaystyle",
  "left",
  "right",
  "big",
  "Big",
  "bigl",
  "bigr",
  "Bigl",
  "Bigr",
  "limits",
  "nolimits",
]);

class Unknown extends Error {}

export function parseLatex(source: string): MathNode | undefined {
  const tokens = source.match(/\\[a-zA-Z]+|\\.|[^\s]|\s+/gu) ?? [];
  const parser = new Parser(tokens);
  try {
    return { tag: "math", children: [parser.row(undefined)] };
  } catch (error) {
    if (error instanceof Unknown) return undefined;
    throw error;
  }
}

class Parser {
  #at = 0;
  readonly #tokens: readonly string[];

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens;
  }

  /** Everything up to `end`, which is taken too. */
  row(end: string | undefined): MathNode {
    const children: MathNode[] = [];
    for (;;) {
      this.#skipSpace();
      const token = this.#tokens[this.#at];
      if (token === end) {
        this.#at++;
        return children.length === 1 ? children[0]! : { tag: "mrow", children };
      }
      if (token === undefined) throw new Unknown("unbalanced");
      const node = this.#scripted();
      if (node) children.push(node);
    }
  }

  #scripted(): MathNode | undefined {
    const base = this.#atom();
    if (!base) return undefined;
    let below: MathNode | undefined;
    let above: MathNode | undefined;
    for (;;) {
      this.#skipSpace();
      const token = this.#tokens[this.#at];
      if (token === "_" && !below) {
        this.#at++;
        below = this.#argument();
      } else if (token === "^" && !above) {
        this.#at++;
        above = this.#argument();
      } else if (token === "'") {
        this.#at++;
        above = { tag: "mo", text: "′" };
      } else break;
    }
    if (below && above) return { tag: "msubsup", children: [base, below, above] };
    if (below) return { tag: "msub", children: [base, below] };
    if (above) return { tag: "msup", children: [base, above] };
    return base;
  }

  /** One thing that can carry an index; undefined for a command that draws nothing. */
  #atom(): MathNode | undefined {
    const token = this.#tokens[this.#at++];
    if (token === undefined || token === "}" || token === "_" || token === "^" || token === "&")
      throw new Unknown(token);
    if (token === "{") return this.row("}");
    if (token.startsWith("\\")) return this.#command(token.slice(1));
    if (/[0-9]/.test(token)) {
      let digits = token;
      while (/^[0-9.]$/.test(this.#tokens[this.#at] ?? "")) digits += this.#tokens[this.#at++];
      return { tag: "mn", text: digits };
    }
    if (/\p{L}/u.test(token)) return { tag: "mi", text: token };
    return operator(token === "-" ? "−" : token === "*" ? "∗" : token);
  }

  #command(name: string): MathNode | undefined {
    if (name in LETTERS) return { tag: "mi", text: LETTERS[name]! };
    if (name in OPERATORS) return operator(OPERATORS[name]!);
    if (FUNCTIONS.has(name)) return { tag: "mi", text: name };
    if (name in SPACES) return { tag: "mspace", attributes: { width: SPACES[name]! } };
    if (IGNORED.has(name)) return undefined;
    if (name === "{" || name === "}" || name === "%" || name === "_" || name === "#" || name === "&")
      return operator(name);
    if (name === "|") return operator("‖");
    if (name === "frac" || name === "tfrac" || name === "dfrac") {
      return { tag: "mfrac", children: [this.#argument(), this.#argument()] };
    }
    if (name === "sqrt") {
      this.#skipSpace();
      if (this.#tokens[this.#at] !== "[") return { tag: "msqrt", children: [this.#argument()] };
      this.#at++;
      const degree = this.row("]");
      return { tag: "mroot", children: [this.#argument(), degree] };
    }
    if (name in ACCENTS) {
      const mark = operator(ACCENTS[name]!);
      if (ACCENTS[name] !== BAR)
        return { tag: "mover", attributes: { accent: "true" }, children: [this.#argument(), mark] };
      // As an accent it would touch tall letters; an overline keeps its distance, and is as wide as what it covers.
      const over: MathNode = { tag: "mo", text: BAR, attributes: { stretchy: "true" } };
      return { tag: "mover", children: [this.#argument(), over] };
    }
    if (name === "operatorname" || name === "text" || name === "mathrm" || name === "textrm") {
      const text = this.#rawArgument();
      return name === "operatorname"
        ? { tag: "mi", text }
        : { tag: "mtext", text: text.replaceAll(" ", "\u00a0") };
    }
    if (name === "begin") return this.#matrix();
    if (name in VARIANTS) {
      const text = this.#rawArgument();
      return { tag: "mi", text, attributes: { mathvariant: "normal", class: `al-math-${VARIANTS[name]}` } };
    }
    if (name === "mathrel" || name === "mathbin" || name === "mathop" || name === "mathord") {
      return operator(this.#rawArgument());
    }
    throw new Unknown(name);
  }

  #argument(): MathNode {
    this.#skipSpace();
    const node = this.#atom();
    if (!node) throw new Unknown("argument");
    return node;
  }

  /** What stands between `\\begin{pmatrix}` and its end: rows of cells, in parentheses. */
  #matrix(): MathNode {
    if (this.#rawArgument() !== "pmatrix") throw new Unknown("environment");
    const rows: MathNode[][] = [[]];
    for (;;) {
      const cell: MathNode[] = [];
      this.#skipSpace();
      while (!["&", "\\\\", "\\end"].includes(this.#tokens[this.#at] ?? "\\end")) {
        const node = this.#scripted();
        if (node) cell.push(node);
        this.#skipSpace();
      }
      rows.at(-1)!.push({ tag: "mtd", children: cell });
      const stop = this.#tokens[this.#at++];
      if (stop === "\\\\") rows.push([]);
      else if (stop !== "&") break;
    }
    if (this.#rawArgument() !== "pmatrix") throw new Unknown("environment");
    const table: MathNode = {
      tag: "mtable",
      children: rows.map((cells) => ({ tag: "mtr", children: cells })),
    };
    return { tag: "mrow", children: [{ tag: "mo", text: "(" }, table, { tag: "mo", text: ")" }] };
  }

  /** The argument as plain text, for words. */
  #rawArgument(): string {
    this.#skipSpace();
    if (this.#tokens[this.#at] !== "{") return this.#tokens[this.#at++] ?? "";
    let text = "";
    for (this.#at++; this.#tokens[this.#at] !== "}"; this.#at++) {
      const token = this.#tokens[this.#at];
      if (token === undefined || token.startsWith("\\") || token === "{") throw new Unknown(token);
      text += token;
    }
    this.#at++;
    return text;
  }

  #skipSpace(): void {
    while (/^\s/.test(this.#tokens[this.#at] ?? "")) this.#at++;
  }
}

function operator(text: string): MathNode {
  // Without this, browsers stretch brackets and bars to the height of the whole line.
  return { tag: "mo", text, attributes: { stretchy: "false" } };
}
