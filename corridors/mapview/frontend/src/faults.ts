/** What the map says when something is missing, and the way on. */

import type { OwnLayer } from "./contract";
import type { Panels } from "./panels";
import type { Stage } from "./stage";

/** What it can reach of the map. */
export interface Faulty {
  readonly panels: Panels;
  readonly stage: Stage;
}

export function sayBasemapFailed({ panels, stage }: Faulty, words: string): void {
  panels.notice.say("basemap", words, "Try again", () => void stage.chooseBasemap());
}

/** The corridors cannot be drawn; `again` tells that the stage is trying by itself. */
export function sayMapFailed({ panels, stage }: Faulty, words: string, again: boolean): void {
  const rest = again ? "It is being set up again." : "The corridors are listed here and in the table below.";
  panels.notice.say("map", `${words} ${rest}`, again ? "" : "Try again", () => stage.reopen());
}

export function sayLayerFailed({ panels }: Faulty, { id, name }: OwnLayer, words: string, again: () => void): void {
  panels.notice.say(`own-${id}`, `Your layer ${name} could not be loaded (${words}).`, "Try again", again);
}

export function sayDataFailed({ panels }: Faulty, error: unknown, again: () => void): void {
  const reason = error instanceof Error ? error.message : "no answer";
  panels.notice.say("data", `The corridors could not be loaded (${reason}).`, "Try again", again);
}
