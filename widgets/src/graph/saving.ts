/** A graph as a file: the picture with the theme's own colours, or its source for Graphviz. */

import { svg } from "../dom.ts";
import type { Translate } from "../i18n.ts";
import { drawCard, drawFrame, drawWire, paintWire } from "./drawing.ts";
import { palette, plainColors } from "./palette.ts";
import type { Drawn } from "./view.ts";

const MARGIN = 20;
/** Pixels per unit of a PNG, and the longest side that browsers can do. */
const SHARP = 2;
const LONGEST = 8192;

/** What decides how a shape looks; colours are written so that other programs read them. */
const COLORS = ["fill", "stroke"] as const;
const STYLES = [
  "stroke-width",
  "stroke-dasharray",
  "stroke-linecap",
  "paint-order",
  "text-anchor",
  "font-family",
  "font-size",
  "font-weight",
  "opacity",
] as const;

/** The scene as an SVG file that looks right alone; `inside` is where the page's style sheet applies. */
export function svgFile(drawn: Drawn, inside: HTMLElement, t: Translate): string {
  const { scene, modules } = drawn;
  const [width, height] = [Math.ceil(scene.width + 2 * MARGIN), Math.ceil(scene.height + 2 * MARGIN)];
  const colors = palette(inside);
  const world = svg("g", { transform: `translate(${MARGIN} ${MARGIN})` });
  const picture = svg(
    "svg",
    { viewBox: `0 0 ${width} ${height}`, width, height },
    svg("title", {}, t("graph.label", { nodes: modules.nodes.length, edges: modules.edges.length })),
    svg("rect", { width, height, fill: colors.sunken }),
    world,
  );
  picture.style.cssText = "position: absolute; visibility: hidden; pointer-events: none";
  for (const frame of scene.frames) world.append(drawFrame(frame, modules, t));
  for (const wire of scene.wires) {
    const drawnWire = drawWire(wire);
    const members = wire.members.map((member) => modules.edges[member]!.edge);
    paintWire(drawnWire, members, drawn.scale, drawn.numbers, t);
    world.append(drawnWire);
  }
  for (const card of scene.cards) world.append(drawCard(card, modules, t));
  inside.append(picture);
  try {
    carryStyles(picture, world);
  } finally {
    picture.remove();
  }
  picture.removeAttribute("style");
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(picture)}\n`;
}

/** Write what the style sheet says into the elements themselves. */
function carryStyles(picture: SVGSVGElement, world: SVGGElement): void {
  const plain = plainColors();
  const known = new Map<string, ReadonlyMap<string, string>>();
  const kind = (element: Element): string =>
    [element, element.parentElement, element.parentElement?.parentElement]
      .map((one) => `${one?.tagName}.${one?.getAttribute("class")}.${one?.getAttribute("style")}`)
      .join(">");
  const all = [...world.querySelectorAll("rect, path, circle, text, tspan")];
  // Reading and writing in turn would make the browser work everything out again each time.
  const styles = all.map((element) => {
    const name = kind(element);
    let style = known.get(name);
    if (!style) {
      const computed = getComputedStyle(element);
      const values = new Map<string, string>();
      for (const property of COLORS) {
        const value = computed.getPropertyValue(property);
        if (value === "none") values.set(property, "none");
        else {
          const { color, opacity } = plain(value);
          values.set(property, opacity === 0 ? "none" : color);
          if (opacity > 0 && opacity < 1) values.set(`${property}-opacity`, String(opacity));
        }
      }
      for (const property of STYLES) {
        const value = computed.getPropertyValue(property);
        if (value && value !== "none" && value !== "normal") values.set(property, value);
      }
      style = values;
      known.set(name, style);
    }
    return style;
  });
  all.forEach((element, i) => {
    const dash = element.getAttribute("stroke-dasharray");
    for (const [property, value] of styles[i]!) element.setAttribute(property, value);
    if (dash) element.setAttribute("stroke-dasharray", dash);
    element.removeAttribute("style");
  });
  for (const hidden of world.querySelectorAll('[display="none"]')) hidden.remove();
  for (const element of picture.querySelectorAll("*")) {
    for (const name of element.getAttributeNames())
      if (/^(class|role|tabindex|data-.*|aria-.*)$/.test(name)) element.removeAttribute(name);
  }
}

/** An SVG text as a PNG, as sharp as a browser can make one this large. */
export async function pngFile(source: string): Promise<Blob> {
  const address = URL.createObjectURL(new Blob([source], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const scale = Math.min(SHARP, LONGEST / image.naturalWidth, LONGEST / image.naturalHeight);
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(image.naturalWidth * scale));
    canvas.height = Math.max(1, Math.round(image.naturalHeight * scale));
    canvas.getContext("2d")!.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) => {
      canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("PNG"))), "image/png");
    });
  } finally {
    URL.revokeObjectURL(address);
  }
}

/** Let the browser save it. */
export function download(name: string, content: string | Blob, type: string): void {
  const blob = typeof content === "string" ? new Blob([content], { type }) : content;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
