/** Pause, one step, one epoch, stop: as buttons with words, and as keys while the head has the focus. */

import { type Cleanup, html } from "../dom.ts";
import type { Action } from "../generated/protocol.ts";
import type { MessageKey, Translate } from "../i18n.ts";
import { type IconName, icon } from "../icons.ts";
import type { Session } from "./session.ts";

type Name = "toggle" | "step" | "epoch" | "stop";

const KEYS: Readonly<Record<Name, string>> = { toggle: "p", step: "s", epoch: "e", stop: "x" };

export class Buttons {
  readonly element = html("div", { class: "al-buttons", role: "group" });
  readonly #buttons = new Map<Name, HTMLButtonElement>();
  readonly #session: Session;
  readonly #changed: () => void;

  constructor(session: Session, cleanup: Cleanup, changed: () => void) {
    this.#session = session;
    this.#changed = changed;
    for (const name of Object.keys(KEYS) as Name[]) {
      const button = html("button", {
        type: "button",
        class: name === "toggle" ? "al-main-button" : undefined,
        "aria-keyshortcuts": KEYS[name].toUpperCase(),
        "data-testid": name === "step" || name === "epoch" ? `one-${name}` : name,
      });
      cleanup.listen(button, "click", () => this.#press(name));
      this.#buttons.set(name, button);
      this.element.append(button);
    }
  }

  update(t: Translate): void {
    const { phase, epoch, running } = this.#session;
    for (const [name, button] of this.#buttons) {
      const action = name === "toggle" ? (phase === "paused" ? "resume" : "pause") : name;
      label(button, ICONS[action], t(`control.${action}`), t(`control.${action}.title` as MessageKey));
      button.disabled = !running;
    }
    this.#buttons.get("epoch")!.hidden = epoch === 0; // a loop that does not go through panel(loader) has none
  }

  /** Whether the key was one of ours. */
  key(key: string): boolean {
    const name = (Object.keys(KEYS) as Name[]).find((one) => KEYS[one] === key.toLowerCase());
    const button = name && this.#buttons.get(name);
    if (!name || !button || button.disabled || button.hidden) return false;
    this.#press(name);
    return true;
  }

  #press(name: Name): void {
    const session = this.#session;
    session.act(name === "toggle" ? (session.phase === "paused" ? "resume" : "pause") : name);
    this.#changed();
  }
}

const ICONS: Readonly<Record<Action, IconName>> = {
  pause: "pause",
  resume: "play",
  step: "step",
  epoch: "epoch",
  stop: "stop",
};

export function label(button: HTMLButtonElement, name: IconName, text: string, title: string): void {
  const words = `${name} ${text} ${title}`;
  if (button.dataset.words === words) return;
  button.dataset.words = words;
  button.title = title;
  button.replaceChildren(icon(name), html("span", {}, text));
}
