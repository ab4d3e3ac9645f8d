/** Where the memory and the time of a step go: two bars, each with its parts in words. */

import { html, setText } from "../dom.ts";
import * as format from "../format.ts";
import type { MemoryUse, Times } from "../generated/protocol.ts";
import type { MessageKey, Translate } from "../i18n.ts";
import type { Section } from "./section.ts";
import type { Session } from "./session.ts";

interface Part {
  readonly name: MessageKey;
  readonly value: number;
}

export class Resources implements Section {
  readonly element = html("div", { class: "al-resources", "data-testid": "resources" });
  readonly #memory = new Shares("resources.memory", bytes);
  readonly #time = new Shares("resources.time", seconds);
  readonly #notes = html("p", { class: "al-resources-notes" });
  readonly #empty = html("p", { class: "al-empty" });
  #t: Translate;

  constructor(t: Translate) {
    this.#t = t;
    this.element.append(this.#memory.element, this.#time.element, this.#notes, this.#empty);
    this.words(t);
  }

  words(t: Translate): void {
    this.#t = t;
    setText(this.#empty, t("resources.empty"));
  }

  update({ vital, rate }: Session): void {
    const memory = vital?.memory ?? undefined;
    const times = vital?.times ?? undefined;
    this.#empty.hidden = memory !== undefined || times !== undefined;
    this.#notes.hidden = !this.#empty.hidden;
    this.#memory.update(memory && memoryParts(memory), this.#t);
    this.#time.update(times && timeParts(times), this.#t);
    setText(this.#notes, memory ? this.#note(memory, rate) : "");
  }

  #note({ device, peak, allocated, reserved }: MemoryUse, rate: number): string {
    const t = this.#t;
    return [
      t("resources.device", { device }),
      peak === null ? "" : t("resources.peak", { size: bytes(peak) }),
      allocated === null || reserved === null
        ? ""
        : t("resources.pool", { used: bytes(allocated), reserved: bytes(reserved) }),
      rate > 0 ? t("resources.rate", { rate: format.number(rate, 2) }) : "",
    ]
      .filter(Boolean)
      .join("  ·  ");
  }
}

/** A bar of parts, and below it what each part is. */
class Shares {
  readonly element = html("section", { class: "al-shares" });
  readonly #title = html("h4");
  readonly #bar = html("div", { class: "al-shares-bar", "aria-hidden": "true" });
  readonly #list = html("div", { class: "al-shares-list" });
  readonly #name: MessageKey;
  readonly #say: (value: number) => string;

  constructor(name: MessageKey, say: (value: number) => string) {
    this.#name = name;
    this.#say = say;
    this.element.append(this.#title, this.#bar, this.#list);
  }

  update(parts: readonly Part[] | undefined, t: Translate): void {
    this.element.hidden = !parts;
    if (!parts) return;
    const total = parts.reduce((sum, { value }) => sum + value, 0);
    this.#title.replaceChildren(t(this.#name), html("b", {}, this.#say(total)));
    this.#bar.replaceChildren(
      ...parts.map(({ value }, i) => {
        const part = html("i", { class: `al-part-${i}` });
        part.style.flexGrow = String(total > 0 ? value / total : 0);
        return part;
      }),
    );
    this.#list.replaceChildren(
      ...parts.map(({ name, value }, i) =>
        html(
          "div",
          {},
          html("span", {}, html("i", { class: `al-part-${i}` }), t(name)),
          html("b", {}, this.#say(value)),
        ),
      ),
    );
  }
}

function memoryParts({ parameters, gradients, optimizer, activations }: MemoryUse): Part[] {
  return [
    { name: "resources.parameters", value: parameters },
    { name: "resources.gradients", value: gradients },
    { name: "resources.optimizer", value: optimizer },
    { name: "resources.activations", value: activations },
  ];
}

function timeParts({ data, forward, backward, optimizer, panel }: Times): Part[] {
  return [
    { name: "resources.data", value: data },
    { name: "resources.forward", value: forward },
    { name: "resources.backward", value: backward },
    { name: "resources.step", value: optimizer },
    { name: "resources.panel", value: panel },
  ];
}

/** 1234567 as "1.18 MiB". */
export function bytes(size: number): string {
  let unit = 0;
  let value = size;
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  for (; value >= 1024 && unit < units.length - 1; unit++) value /= 1024;
  return `${format.number(value)} ${units[unit]}`;
}

/** 0.00123 as "1.23 ms". */
export function seconds(time: number): string {
  if (time === 0) return "0 ms";
  if (time >= 1) return `${format.number(time)} s`;
  return time >= 1e-3 ? `${format.number(time * 1e3)} ms` : `${format.number(time * 1e6)} µs`;
}
