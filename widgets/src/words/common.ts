/** Words that every view may need. */

import type { Words } from "../i18n.ts";

export const COMMON = {
  "common.language": ["Language", "语言"],
  "kernel.silent": [
    "The kernel does not answer. Run the cell again to bring this view back to life.",
    "内核没有响应。重新运行该单元格即可恢复交互。",
  ],
} as const satisfies Words;
