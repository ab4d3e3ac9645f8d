/**
 * Both languages. Each view brings its own words (words/), so that no widget carries those of the others.
 * The key is the English idea, never a sentence.
 */

import type { Language, Text } from "./generated/protocol.ts";
import type { CARDS } from "./words/cards.ts";
import type { COMMON } from "./words/common.ts";
import type { CURVES } from "./words/curves.ts";
import type { DETAIL } from "./words/detail.ts";
import type { FLOW } from "./words/flow.ts";
import type { GRAPH } from "./words/graph.ts";
import type { LIVE } from "./words/live.ts";
import type { CLASSIFY, KERNELS, PLAY, RACE, RING } from "./words/play.ts";
import type { RUNS } from "./words/runs.ts";
import type { SHAPES } from "./words/shapes.ts";
import type { STEP } from "./words/step.ts";

export type { Language } from "./generated/protocol.ts";

export type Words = Readonly<Record<string, readonly [en: string, zh: string]>>;

/** Every key there is; a view whose words are not at hand shows the key, and a test fails. */
export type MessageKey =
  | keyof typeof CARDS
  | keyof typeof CLASSIFY
  | keyof typeof COMMON
  | keyof typeof CURVES
  | keyof typeof DETAIL
  | keyof typeof FLOW
  | keyof typeof GRAPH
  | keyof typeof KERNELS
  | keyof typeof LIVE
  | keyof typeof PLAY
  | keyof typeof RACE
  | keyof typeof RING
  | keyof typeof SHAPES
  | keyof typeof RUNS
  | keyof typeof STEP;

export interface Translate {
  (key: MessageKey, values?: Readonly<Record<string, string | number>>): string;
  /** A text from the kernel: its own words come in both languages, names and values stay as they are. */
  readonly say: (text: Text) => string;
  readonly language: Language;
}

/** `words`: the catalogues of the view, one or more merged. */
export function translator(language: Language, words: Words): Translate {
  const index = language === "zh" ? 1 : 0;
  const translate = (key: MessageKey, values: Readonly<Record<string, string | number>> = {}): string =>
    (words[key]?.[index] ?? key).replace(/\{(\w+)\}/g, (whole, name: string) =>
      String(values[name] ?? whole),
    );
  const say = (text: Text): string => (typeof text === "string" ? text : text[language]);
  return Object.assign(translate, { say, language });
}

/** "zh", "zh-CN" and "zh_Hans" are Chinese; everything else reads English. */
export function asLanguage(name: unknown): Language {
  return String(name).toLowerCase().startsWith("zh") ? "zh" : "en";
}
