/** Words of the view that compares runs, beside those of curves. */

import type { Words } from "../i18n.ts";

export const RUNS = {
  "runs.title": ["Runs", "训练记录"],
  "runs.none": [
    "No runs yet. A run is kept here when a live panel comes to rest.",
    "还没有训练记录。实时面板停下时，这次训练就会记录在这里。",
  ],
} as const satisfies Words;
