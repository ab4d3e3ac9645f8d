/** What every view that stands still does alike: traits, words, questions to the kernel. */

import type { AnyModel, RenderProps } from "@anywidget/types";
import { Cleanup, html } from "./dom.ts";
import type { Answer, InlineTraits, Language, Question } from "./generated/protocol.ts";
import { asLanguage, type Translate, translator, type Words } from "./i18n.ts";
import { Languages } from "./languages.ts";

export interface View<State> {
  readonly element: HTMLElement;
  /** The topmost line; the switch between the languages stands at its end. */
  readonly bar: HTMLElement;
  words(t: Translate, title: string): void;
  update(state: State): void;
  destroy(): void;
}

export interface Reply<T> {
  readonly reply: T;
  readonly buffers: readonly DataView[];
}

/** A kernel that answers; undefined on a saved page, where nobody does. */
export interface Kernel {
  /** Rejects with the kernel's own sentence, or when the kernel stays silent. */
  ask<T>(about: string, fields?: Readonly<Record<string, unknown>>): Promise<Reply<T>>;
}

/** A kernel that is busy may take long; one that is gone never answers. */
const PATIENCE = 60_000;

type Make<State> = (t: Translate, kernel: Kernel | undefined, cleanup: Cleanup) => View<State>;

/** The module of an entry, called like its file: `export default inline("graph", GRAPH, (t, kernel) => new GraphView(...))`. */
export function inline<State>(name: string, words: Words, make: Make<State>) {
  type Traits = InlineTraits & { readonly state: State };
  const render = ({ model, el }: RenderProps<Traits>): (() => void) => {
    const cleanup = new Cleanup();
    const speak = () => translator(language(model), words);
    const root = html("div", { class: "al-root", "data-testid": `${name}-widget` });
    // All views of this model change; the kernel need not know.
    const choose = (language: Language): void => {
      model.set("language", language);
      model.save_changes();
    };
    const kernel = model.get("asks") ? connect(model, speak, cleanup) : undefined;
    const view = make(speak(), kernel, cleanup);
    const languages = new Languages(choose, cleanup);
    view.bar.append(languages.element);
    const say = (): void => {
      root.lang = language(model) === "zh" ? "zh-CN" : "en";
      languages.words(speak());
      view.words(speak(), model.get("title"));
    };
    const update = (): void => view.update(model.get("state"));
    for (const [event, react] of [
      ["change:language", say],
      ["change:title", say],
      ["change:state", update],
    ] as const) {
      model.on(event, react);
      cleanup.add(() => model.off(event, react));
    }
    root.append(view.element);
    el.classList.add(`al-view-${name}`); // what the styles of this view begin with, see build.mjs
    el.append(root);
    cleanup.add(() => root.remove());
    cleanup.add(() => view.destroy());
    say();
    update();
    return () => cleanup.run();
  };
  return () => ({ render });
}

const language = (model: AnyModel<InlineTraits>): Language => asLanguage(model.get("language"));

function connect(model: AnyModel<InlineTraits>, speak: () => Translate, cleanup: Cleanup): Kernel {
  interface Waiting {
    readonly settle: (answer: Answer & { reply: unknown }, buffers: readonly DataView[]) => void;
    readonly timer: ReturnType<typeof setTimeout>;
  }
  const waiting = new Map<number, Waiting>();
  // Several views of one model hear all answers, so their numbers must differ.
  let next = Math.floor(Math.random() * 2 ** 40);
  const hear = (message: Answer & { reply: unknown }, buffers: readonly DataView[]): void => {
    if (message.type !== "answer") return;
    const asked = waiting.get(message.ask);
    if (!asked) return;
    waiting.delete(message.ask);
    clearTimeout(asked.timer);
    asked.settle(message, buffers);
  };
  model.on("msg:custom", hear);
  cleanup.add(() => model.off("msg:custom", hear));
  cleanup.add(() => {
    for (const { timer } of waiting.values()) clearTimeout(timer);
  });
  return {
    ask: <T>(about: string, fields: Readonly<Record<string, unknown>> = {}) =>
      new Promise<Reply<T>>((resolve, reject) => {
        const question: Question = { ask: next++, about, type: "question" };
        const timer = setTimeout(() => {
          waiting.delete(question.ask);
          reject(new Error(speak()("kernel.silent")));
        }, PATIENCE);
        waiting.set(question.ask, {
          timer,
          settle: ({ reply, refused }, buffers) => {
            if (refused) reject(new Error(speak().say(refused)));
            else resolve({ reply: reply as T, buffers });
          },
        });
        try {
          model.send({ ...fields, ...question });
        } catch {
          clearTimeout(timer);
          waiting.delete(question.ask);
          reject(new Error(speak()("kernel.silent")));
        }
      }),
  };
}
