/**
 * Building elements without HTML strings: names and values come from models and files of strangers,
 * so they only ever become text nodes and attributes.
 */

type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;
type Child = Node | string | undefined;

export function html<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  return fill(document.createElement(tag), attributes, children);
}

/** A button of our own looks; `name` is what tests find it by. */
export function button(name: string, look: string, more: Attributes = {}): HTMLButtonElement {
  return html("button", { type: "button", class: look, "data-testid": name, ...more });
}

export function svg<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): SVGElementTagNameMap[K] {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

export function math(tag: string, attributes: Attributes, ...children: Child[]): Element {
  return fill(document.createElementNS("http://www.w3.org/1998/Math/MathML", tag), attributes, children);
}

function fill<T extends Element>(element: T, attributes: Attributes, children: readonly Child[]): T {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false)
      element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.filter((child) => child !== undefined));
  return element;
}

/** Change text only when it differs: an untouched text node costs the browser nothing. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** Everything a view has to undo when it closes. */
export class Cleanup {
  readonly #undo: (() => void)[] = [];

  add(undo: () => void): void {
    this.#undo.push(undo);
  }

  listen<E extends Event>(
    target: EventTarget,
    type: string,
    listener: (event: E) => void,
    options?: AddEventListenerOptions,
  ): void {
    target.addEventListener(type, listener as EventListener, options);
    this.add(() => target.removeEventListener(type, listener as EventListener, options));
  }

  run(): void {
    for (const undo of this.#undo.splice(0).reverse()) undo();
  }
}

/** Call `draw` at most once per animation frame, however often it is asked for. */
export function oncePerFrame(draw: () => void, cleanup: Cleanup): () => void {
  let pending = 0;
  cleanup.add(() => cancelAnimationFrame(pending));
  return () => {
    if (pending) return;
    pending = requestAnimationFrame(() => {
      pending = 0;
      draw();
    });
  };
}
