/** The visitor's hands: keys, hovering, clicking. */

import { pan, zoomed } from "./camera";
import type { Camera, Dataset, Group, Known, Told } from "./contract";
import type { FullScreen } from "./fullscreen";
import type { Hit } from "./hits";
import { type Action, actionOf, belongsTo } from "./keys";
import type { Panels } from "./panels";
import { choicesOf, wordsOf } from "./picking";
import type { RowMaker } from "./rows";
import type { Stage } from "./stage";
import { EVERYTHING, sameToggles, toggle } from "./toggles";

export type Change = Partial<Pick<Told, "toggles" | "corridor" | "feature" | "labels" | "news" | "day" | "event">>;

/** What the hands can reach. */
export interface Reach {
  readonly root: HTMLElement;
  readonly stage: Stage;
  readonly panels: Panels;
  readonly full: FullScreen;
  readonly told: Told;
  readonly asked: Known;
  readonly camera: Camera;
  readonly data: Dataset | null;
  readonly maker: RowMaker | null;
  valuesOf(group: Group): string[];
  change(change: Change): void;
}

export class Controls {
  private readonly onKey = (event: KeyboardEvent) => this.key(event);

  constructor(private readonly map: Reach) {
    document.addEventListener("keydown", this.onKey);
  }

  close(): void {
    document.removeEventListener("keydown", this.onKey);
  }

  hovered(hit: Hit | null, x: number, y: number): void {
    const { maker, data } = this.map;
    const { tips } = this.map.panels;
    const words = hit && maker && data ? wordsOf(hit, maker, data.style) : null;
    if (words) tips.show(words.name, words.fact, x, y);
    else tips.hide();
  }

  clicked(hits: readonly Hit[], x: number, y: number): void {
    const { data, maker, asked, told } = this.map;
    const { tips, furniture } = this.map.panels;
    tips.close();
    furniture.openMenu(false);
    if (!data || !maker) return;
    const choices = choicesOf(hits, maker, data, asked.theme);
    const [first] = choices;
    tips.hide();
    if (choices.length > 1) tips.offer(choices, x, y);
    else if (first) this.map.change(first.change);
    else if (told.corridor !== null || told.feature !== null) this.map.change({ corridor: null });
  }

  private key(event: KeyboardEvent): void {
    const action = actionOf(event);
    const { root } = this.map;
    if (!action || !root.isConnected || belongsTo(event.target, action, root)) return;
    if (this.act(action)) event.preventDefault();
  }

  /** Do what a key asks; false when there is nothing to do, so that the key stays the browser's. */
  private act(action: Action): boolean {
    const { map } = this;
    const { told, stage, camera } = map;
    switch (action.do) {
      case "kind":
        return this.switchKind(action.index);
      case "all":
        if (!sameToggles(told.toggles, EVERYTHING)) map.change({ toggles: EVERYTHING });
        return true;
      case "labels":
        map.change({ labels: !told.labels });
        return true;
      case "news":
        map.change({ news: !told.news });
        return true;
      case "pan":
        stage.go(pan(camera, action.dx, action.dy), "glide");
        return true;
      case "in":
      case "out":
        stage.go(zoomed(camera, action.do === "in" ? 1 : -1), "glide");
        return true;
      case "home":
        stage.go(map.asked.home, "fly");
        return true;
      case "full":
        map.full.toggle();
        return true;
      case "keys":
        map.panels.furniture.showHelp(map.panels.furniture.help.hidden);
        return true;
      case "leave":
        return this.leave();
    }
  }

  private switchKind(index: number): boolean {
    const kinds = this.map.valuesOf("kind");
    const kind = kinds[index];
    if (kind) this.map.change({ toggles: toggle(this.map.told.toggles, "kind", kind, kinds) });
    return kind !== undefined;
  }

  /** Escape closes what is open, the innermost first. */
  private leave(): boolean {
    const { tips, furniture } = this.map.panels;
    if (tips.close()) return true;
    if (!(furniture.menu.hidden && furniture.help.hidden)) {
      furniture.openMenu(false);
      furniture.showHelp(false);
      return true;
    }
    return this.map.full.leave();
  }
}
