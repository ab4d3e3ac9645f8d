/** Questions faster than answers: one is under way, and of those that come meanwhile only the last is asked. */

import type { Kernel, Reply } from "../inline.ts";

export class Latest<T> {
  readonly #kernel: Kernel;
  readonly #about: string;
  readonly #answered: (reply: Reply<T>) => void;
  readonly #failed: (words: string) => void;
  #next: Readonly<Record<string, unknown>> | undefined;
  #busy = false;

  constructor(
    kernel: Kernel,
    about: string,
    answered: (reply: Reply<T>) => void,
    failed: (words: string) => void,
  ) {
    this.#kernel = kernel;
    this.#about = about;
    this.#answered = answered;
    this.#failed = failed;
  }

  get busy(): boolean {
    return this.#busy;
  }

  ask(fields: Readonly<Record<string, unknown>>): void {
    this.#next = fields;
    if (!this.#busy) void this.#go();
  }

  async #go(): Promise<void> {
    this.#busy = true;
    while (this.#next) {
      const fields = this.#next;
      this.#next = undefined;
      try {
        const reply = await this.#kernel.ask<T>(this.#about, fields);
        this.#failed("");
        this.#answered(reply);
      } catch (error) {
        this.#failed(error instanceof Error ? error.message : String(error));
      }
    }
    this.#busy = false;
  }
}
