/** What hovering says, and the list that a click on several corridors opens. */

import type { CorridorRow } from "./contract";
import type { Change } from "./controls";
import { el } from "./dom";
import type { Tally } from "./own";

export interface Choice {
  /** What taking it changes. */
  readonly change: Change;
  readonly name: string;
  readonly fact: string;
  readonly color: string;
}

const GAP_PX = 14;

function put(element: HTMLElement, x: number, y: number): void {
  const parent = element.offsetParent ?? element.parentElement;
  const [width, height] = [parent?.clientWidth ?? 0, parent?.clientHeight ?? 0];
  const left = x + GAP_PX + element.offsetWidth > width ? x - GAP_PX - element.offsetWidth : x + GAP_PX;
  element.style.left = `${Math.max(4, Math.min(left, width - element.offsetWidth - 4))}px`;
  element.style.top = `${Math.max(4, Math.min(y + GAP_PX, height - element.offsetHeight - 4))}px`;
}

export class Tips {
  readonly tip = el("div", { class: "cm-tip", role: "tooltip", hidden: true });
  readonly list = el("div", { class: "cm-list", role: "dialog", "aria-label": "Corridors here", hidden: true });

  constructor(private readonly choose: (change: Change) => void) {
    this.list.addEventListener("keydown", (event) => this.step(event));
  }

  show(name: string, fact: string, x: number, y: number): void {
    this.tip.replaceChildren(el("b", {}, name), ...fact.split("\n").map((line) => el("span", {}, line)));
    this.tip.hidden = false;
    put(this.tip, x, y);
  }

  hide(): void {
    this.tip.hidden = true;
  }

  offer(choices: readonly Choice[], x: number, y: number): void {
    const take = (change: Change) => {
      this.close();
      this.choose(change);
    };
    const entries = choices.map(({ change, name, fact, color }) =>
      el(
        "button",
        { type: "button", click: () => take(change) },
        el("i", { style: `background:${color}` }),
        el("b", {}, name),
        el("span", {}, fact),
      ),
    );
    this.list.replaceChildren(el("p", {}, heading(choices)), ...entries);
    this.list.hidden = false;
    put(this.list, x, y);
    entries[0]?.focus();
  }

  close(): boolean {
    const open = !this.list.hidden;
    this.list.hidden = true;
    return open;
  }

  private step(event: KeyboardEvent): void {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const entries = [...this.list.querySelectorAll("button")];
    const at = entries.indexOf(document.activeElement as HTMLButtonElement);
    entries.at((at + (event.key === "ArrowDown" ? 1 : -1) + entries.length) % entries.length)?.focus();
    event.preventDefault();
    event.stopPropagation();
  }
}

function heading(choices: readonly Choice[]): string {
  const features = choices.filter(({ change }) => change.feature).length;
  if (features === 0) return `${choices.length} corridors run here`;
  const corridors = choices.length - features;
  return `Here: ${corridors > 0 ? `${corridors} of the corridors and ` : ""}${features} of your layers`;
}

/** The table that stands in for the map where it cannot be drawn. */
export function fallbackTable(corridors: readonly CorridorRow[], tallies: readonly Tally[]): HTMLTableElement {
  const cells = (tag: "th" | "td", words: readonly string[]) => el("tr", {}, ...words.map((word) => el(tag, {}, word)));
  const layers = tallies
    .filter(({ on }) => on)
    .map(({ name, count }) => cells("td", [name, `Your layer, ${count} features shown`]));
  return el(
    "table",
    {},
    el("thead", {}, cells("th", ["Corridor", "What is known"])),
    el("tbody", {}, ...corridors.map((row) => cells("td", [row.name, row.fact])), ...layers),
  );
}
