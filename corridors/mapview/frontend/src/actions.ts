/** What the legend's entries and the map's buttons do. */

import { zoomed } from "./camera";
import type { Group } from "./contract";
import type { Reach } from "./controls";
import type { Buttons } from "./furniture";
import type { LegendActions } from "./legend";
import { EVERYTHING, NOTHING, only, toggle } from "./toggles";

/** What they can reach beside what the keys do. */
export interface Acting extends Reach {
  fold(): void;
  toChosen(): void;
  picture(copy: boolean): Promise<void>;
}

export function legendActions(map: Acting): LegendActions {
  return {
    toggle: (group: Group, value: string) =>
      map.change({ toggles: toggle(map.told.toggles, group, value, map.valuesOf(group)) }),
    only: (group: Group, value: string) => map.change({ toggles: only(map.told.toggles, group, value) }),
    all: () => map.change({ toggles: EVERYTHING }),
    none: () => map.change({ toggles: NOTHING }),
    fold: () => map.fold(),
  };
}

export function buttonActions(map: Acting): Buttons {
  return {
    zoom: (by: number) => map.stage.go(zoomed(map.camera, by), "glide"),
    home: () => map.stage.go(map.asked.home, "fly"),
    toChosen: () => map.toChosen(),
    full: () => map.full.toggle(),
    copy: () => void map.picture(true),
    download: () => void map.picture(false),
    keys: () => map.panels.furniture.showHelp(map.panels.furniture.help.hidden),
    names: () => map.change({ labels: !map.told.labels }),
    news: () => map.change({ news: !map.told.news }),
  };
}
