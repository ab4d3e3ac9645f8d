/** One part of the panel. It draws what the session knows, and asks for nothing else. */

import type { Translate } from "../i18n.ts";
import type { Session } from "./session.ts";

export interface Section {
  readonly element: HTMLElement;
  words(t: Translate): void;
  update(session: Session): void;
}
