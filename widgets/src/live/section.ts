/** One part of the panel. It draws what the session knows, and asks for nothing else. */

import type { Translate } from "../i18n.ts";
import type { Session } from "./session.ts";

export interface Section {
  readonly element: HTMLElement;
  /** The grids that it draws; the kernel sends no others. */
  readonly grids?: readonly string[];
  words(t: Translate): void;
  update(session: Session): void;
}
