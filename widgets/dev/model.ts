/** A model as anywidget gives it to a view, with no kernel behind it. */

export class FakeModel {
  readonly #traits: Record<string, unknown>;
  readonly #listeners = new Map<string, Set<(...args: unknown[]) => void>>();
  readonly sent: unknown[] = [];
  answer: (message: { type: string }) => void = () => {};

  constructor(traits: Record<string, unknown>) {
    this.#traits = traits;
  }

  get = (name: string): unknown => this.#traits[name];
  set = (name: string, value: unknown): void => {
    this.#traits[name] = value;
    this.emit(`change:${name}`);
  };
  save_changes = (): void => {};
  on = (event: string, react: (...args: unknown[]) => void): void => {
    this.#listeners.set(event, (this.#listeners.get(event) ?? new Set()).add(react));
  };
  off = (event: string, react: (...args: unknown[]) => void): void => {
    this.#listeners.get(event)?.delete(react);
  };
  emit = (event: string, ...args: unknown[]): void => {
    for (const react of this.#listeners.get(event) ?? []) react(...args);
  };
  send = (message: { type: string }): void => {
    this.sent.push(message);
    this.answer(message);
  };
}
