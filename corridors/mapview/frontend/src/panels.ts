/** Everything in the map that is not drawn on a canvas, and what each part is told. */

import type { Size } from "./camera";
import { coveredBoxes, legsOf } from "./compose";
import type { Camera, CorridorRow, Dataset, Known, Told } from "./contract";
import type { Change } from "./controls";
import { el } from "./dom";
import { type Buttons, Furniture } from "./furniture";
import type { Box } from "./labels";
import { Legend, type LegendActions } from "./legend";
import { dress } from "./look";
import { Notice } from "./notice";
import type { OwnScene } from "./own";
import type { Rows } from "./rows";
import { fallbackTable, Tips } from "./tips";

/** What the toggles choose from, what they leave of it, and what is shown of users' layers. */
export interface Seen {
  readonly held: readonly CorridorRow[];
  readonly seen: readonly CorridorRow[];
  readonly own: OwnScene;
}

let maps = 0;

export class Panels {
  readonly furniture: Furniture;
  readonly tips: Tips;
  readonly notice = new Notice();
  readonly legend: Legend;
  private readonly alt = el("p", { class: "cm-alt", id: `cm-alt-${maps++}` });
  private readonly said = el("p", { class: "cm-alt", "aria-live": "polite" });
  private readonly empty = el("p", { class: "cm-empty", hidden: true });

  constructor(legend: LegendActions, buttons: Buttons, choose: (change: Change) => void) {
    this.legend = new Legend(legend);
    this.furniture = new Furniture(buttons);
    this.tips = new Tips(choose);
  }

  /** Put everything into the map's element, above its canvases. */
  mount(root: HTMLElement, stage: HTMLElement): void {
    const { furniture, legend, tips, notice } = this;
    root.tabIndex = 0;
    root.setAttribute("role", "region");
    root.setAttribute("aria-label", "Map of corridors");
    root.setAttribute("aria-describedby", this.alt.id);
    const standing = [legend.element, furniture.title, furniture.tools, furniture.foot, this.empty];
    root.replaceChildren(stage, ...standing, tips.tip, tips.list, furniture.help, notice.element, this.alt, this.said);
    root.addEventListener("pointerleave", () => tips.hide());
    stage.addEventListener("pointerdown", () => root.focus({ preventScroll: true }));
  }

  /** Show a state. */
  draw(
    root: HTMLElement,
    data: Dataset,
    rows: Rows,
    { held, seen, own }: Seen,
    {
      asked,
      told,
      camera,
      folded,
    }: { readonly asked: Known; readonly told: Told; readonly camera: Camera; readonly folded: boolean },
  ): void {
    const { theme, policy } = asked;
    const news = told.news ? rows.news.length : null;
    dress(root, data.style.palettes[theme], asked);
    const changed = { since: asked.since, count: seen.filter((row) => asked.changed.includes(row.id)).length };
    this.legend.draw({
      data,
      held,
      toggles: told.toggles,
      theme,
      folded,
      news,
      changed,
      policy,
      own,
      ...legsOf(data, seen),
    });
    this.furniture.creditLayers(own.credits);
    this.furniture.state(told.corridor !== null || told.feature !== null, told.labels, told.news);
    this.furniture.drawScale(camera);
    this.empty.hidden = seen.length > 0 || own.shown > 0;
    const off = "Everything is switched off. All in the legend, or the key 0, brings it back.";
    this.empty.textContent = held.length > 0 ? off : asked.empty;
    const current = asked.echo >= told.change;
    const shown = `${seen.length} of ${data.corridors.length} corridors shown${layersShown(own)}`;
    this.alt.textContent = current ? asked.alt : `Map: ${shown}.`;
    if (!current) this.said.textContent = shown;
    this.notice.table(() => fallbackTable(seen, own.tallies));
  }

  /** What the panels, and the card on the right, lie over. */
  boxes(root: HTMLElement, card: number, size: Size): Box[] {
    const { furniture, legend } = this;
    return coveredBoxes(root, [legend.element, furniture.tools, furniture.foot, furniture.title], card, size);
  }
}

const layersShown = ({ tallies, shown }: OwnScene) =>
  tallies.length > 0 ? `, and ${shown} features of imported layers` : "";
