/** Beside the explanation: what is kept for backward, and which nodes wait, in which order. */

import { html } from "../dom.ts";
import type { Translate } from "../i18n.ts";
import type { Story } from "./story.ts";

const MOST = 8;

export function lists(story: Story, k: number, t: Translate): HTMLElement[] {
  return [queue(story, k, t), kept(story, k, t)];
}

function queue(story: Story, k: number, t: Translate): HTMLElement {
  const { queue } = story.state.moments[k]!;
  const items = queue.map((node, i) =>
    html(
      "li",
      { class: i === 0 ? "al-step-chip al-step-first" : "al-step-chip" },
      t.say(story.state.nodes[node]!.called),
    ),
  );
  const nothing = story.isForward(k) ? t("step.queue.later") : t("step.queue.none");
  return list("step-queue", t("step.queue"), items, nothing, "ol", t);
}

function kept(story: Story, k: number, t: Translate): HTMLElement {
  const held = story.held(k);
  const before = new Set(k > 0 ? story.held(k - 1).map(({ op }) => op) : []);
  const byOp = new Map<number, string[]>();
  for (const { op, node, name } of held) {
    const words =
      node === op ? t("step.result") : node === null ? name : t.say(story.state.nodes[node]!.called);
    byOp.set(op, [...(byOp.get(op) ?? []), words]);
  }
  // What was kept last is given back first, so it stands first.
  const items = [...byOp]
    .reverse()
    .map(([op, names]) =>
      html(
        "li",
        { class: before.has(op) ? "al-step-chip" : "al-step-chip al-step-new" },
        html("b", {}, t.say(story.state.nodes[op]!.called)),
        ` ${names.join(", ")}`,
      ),
    );
  const bytes = held.reduce((sum, one) => sum + one.bytes, 0);
  const total = held.length > 0 ? t("step.kept.bytes", { count: held.length, bytes: size(bytes) }) : "";
  return list("step-kept", t("step.kept"), items, t("step.kept.none"), "ul", t, total);
}

function list(
  name: string,
  title: string,
  items: readonly HTMLElement[],
  nothing: string,
  tag: "ol" | "ul",
  t: Translate,
  total = "",
): HTMLElement {
  const more = items.length - MOST;
  return html(
    "section",
    { "data-testid": name, "aria-label": title },
    html("h5", {}, title, total ? html("span", { class: "al-soft" }, total) : undefined),
    items.length === 0
      ? html("span", { class: "al-soft" }, nothing)
      : html(
          tag,
          {},
          ...items.slice(0, MOST),
          more > 0 ? html("li", { class: "al-soft" }, t("step.more", { count: more })) : undefined,
        ),
  );
}

export function size(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1e6 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
