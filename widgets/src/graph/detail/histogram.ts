/** How the elements of a tensor are spread, in bars and in a few numbers. */

import { html, svg } from "../../dom.ts";
import * as format from "../../format.ts";
import type { Statistics } from "../../generated/protocol.ts";
import type { Translate } from "../../i18n.ts";

const WIDTH = 160;
const HEIGHT = 34;

/** Bars between the smallest and the largest element, with a line at zero; undefined where there is nothing to spread. */
export function histogram({ bins, low, high }: Statistics): SVGSVGElement | undefined {
  const most = Math.max(...bins);
  if (bins.length === 0 || !(most > 0)) return undefined;
  const step = WIDTH / bins.length;
  const bars = bins.map((count, i) => {
    // Even one element in a thousand is seen.
    const height = count === 0 ? 0 : Math.max(1, (count / most) * HEIGHT);
    return `M${(i * step).toFixed(2)} ${HEIGHT}v${(-height).toFixed(2)}h${(step - 0.6).toFixed(2)}V${HEIGHT}z`;
  });
  const [from, to] = [Number(low), Number(high)];
  const zero = (-from / (to - from)) * WIDTH;
  return svg(
    "svg",
    {
      viewBox: `0 -2 ${WIDTH} ${HEIGHT + 2}`,
      class: "al-histogram",
      "aria-hidden": "true",
      preserveAspectRatio: "none",
    },
    svg("path", { d: bars.join(""), class: "al-bars" }),
    zero >= 0 && zero <= WIDTH
      ? svg("path", { d: `M${zero.toFixed(2)} -2V${HEIGHT}`, class: "al-zero" })
      : undefined,
  );
}

/** Mean, spread, range, and what is special: zeros, NaN, infinities. */
export function figures(statistics: Statistics, t: Translate): HTMLElement {
  const list = html("dl", { class: "al-figures" });
  const row = (name: string, value: string, bad = false): void => {
    list.append(
      html("div", { class: bad ? "al-bad" : undefined }, html("dt", {}, name), html("dd", {}, value)),
    );
  };
  const number = (value: Statistics["mean"]): string => format.number(Number(value));
  if (statistics.mean !== null) {
    row(t("figures.mean"), number(statistics.mean));
    row(t("figures.std"), number(statistics.std));
    row(t("figures.min"), number(statistics.low));
    row(t("figures.max"), number(statistics.high));
  }
  if (statistics.zeros > 0) row(t("figures.zeros"), part(statistics.zeros, statistics.count));
  if (statistics.nans > 0) row("NaN", format.count(statistics.nans), true);
  if (statistics.infinities > 0) row("∞", format.count(statistics.infinities), true);
  return list;
}

/** A number of elements, and which part of all that is. */
function part(count: number, all: number): string {
  const percent = (100 * count) / all;
  return percent >= 1 ? `${Math.round(percent)}%` : format.count(count);
}
