/** A view with its traits and nobody behind it: what a saved page or notebook shows. */

import type { AnyModel } from "@anywidget/types";

export type Traits = Readonly<Record<string, unknown>>;

interface Widget {
  initialize?(props: { model: AnyModel }): unknown;
  render?(props: { model: AnyModel; el: HTMLElement }): unknown;
}

/** What the module of an entry exports. */
export type Make = () => Widget;

/** As much of a model as a view uses. Messages go nowhere. */
export class StillModel {
  readonly #traits: Record<string, unknown>;
  readonly #listeners = new Map<string, Set<() => void>>();

  constructor(traits: Traits) {
    this.#traits = { ...traits };
  }

  get = (name: string): unknown => this.#traits[name];

  set = (name: string, value: unknown): void => {
    this.#traits[name] = value;
    for (const react of this.#listeners.get(`change:${name}`) ?? []) react();
  };

  save_changes = (): void => {};

  send = (): void => {};

  on = (event: string, react: () => void): void => {
    this.#listeners.set(event, (this.#listeners.get(event) ?? new Set()).add(react));
  };

  off = (event: string, react: () => void): void => {
    this.#listeners.get(event)?.delete(react);
  };
}

/** Draw the view in `el`; gives a function that takes it down. */
export function draw(make: Make, traits: Traits, el: HTMLElement): () => void {
  const model = new StillModel(traits) as unknown as AnyModel;
  const widget = make();
  const undo = [widget.initialize?.({ model }), widget.render?.({ model, el })];
  return () => {
    for (const one of undo.reverse()) if (typeof one === "function") one();
  };
}
