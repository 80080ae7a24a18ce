/** The legend in the map: one button for each kind and status of the view, with counts. */

import type { CorridorRow, Dataset, Group, Theme, Toggles } from "./contract";
import { el, image, sign } from "./dom";
import type { OwnScene, Tally } from "./own";
import { counts, entryName, isOn } from "./toggles";

export interface LegendActions {
  toggle(group: Group, value: string): void;
  only(group: Group, value: string): void;
  all(): void;
  none(): void;
  fold(): void;
}

export interface LegendState {
  readonly data: Dataset;
  readonly held: readonly CorridorRow[];
  readonly toggles: Toggles;
  readonly theme: Theme;
  readonly folded: boolean;
  readonly news: number | null;
  /** How many are marked as changed; no words: none is asked for. */
  readonly changed: { readonly since: string; readonly count: number };
  /** Drawn legs by status, and how many of them are schematic. */
  readonly legs: ReadonlyMap<string, number>;
  readonly schematic: number;
  readonly policy: string;
  readonly own: OwnScene;
}

const HOLD_MS = 500;

interface Entry {
  readonly group: Group;
  readonly value: string;
  readonly word: string;
  readonly title: string;
  readonly symbol: Node;
  readonly key: string;
}

export class Legend {
  readonly element = el("div", { class: "cm-legend", role: "group", "aria-label": "Legend" });
  private drawn = "";

  constructor(private readonly actions: LegendActions) {}

  /** Draw anew when something in it has changed; focus stays on the entry that has it. */
  draw(state: LegendState): void {
    const { held, toggles, theme, folded, news, schematic } = state;
    const ids = held.map((row) => row.id);
    const print = JSON.stringify([
      ids,
      toggles,
      theme,
      folded,
      news,
      state.changed,
      [...state.legs],
      schematic,
      state.data.corridors.length,
      state.own.tallies,
      [...state.own.kinds],
      [...state.own.statuses],
    ]);
    if (print === this.drawn) return;
    this.drawn = print;
    const focus = this.element.contains(document.activeElement)
      ? document.activeElement?.getAttribute("data-key")
      : null;
    this.element.classList.toggle("cm-folded", folded);
    this.element.replaceChildren(this.head(folded), ...(folded ? [] : this.body(state)));
    if (focus) this.element.querySelector<HTMLElement>(`[data-key="${CSS.escape(focus)}"]`)?.focus();
  }

  private head(folded: boolean): HTMLElement {
    const fold = el(
      "button",
      {
        type: "button",
        class: "cm-fold",
        "data-key": "fold",
        "aria-expanded": `${!folded}`,
        click: () => this.actions.fold(),
      },
      "Legend",
    );
    if (folded) return el("div", { class: "cm-head" }, fold);
    const word = (text: string, title: string, act: () => void) =>
      el("button", { type: "button", class: "cm-word", title, "data-key": text, click: act }, text);
    return el(
      "div",
      { class: "cm-head" },
      fold,
      word("All", "Show every kind and status (0)", () => this.actions.all()),
      word("None", "Show nothing", () => this.actions.none()),
    );
  }

  private body(state: LegendState): HTMLElement[] {
    const { data, held, theme, toggles, legs, news, own } = state;
    const kinds = summed(counts(held, toggles, "kind"), own.kinds);
    const statuses = summed(counts(held, toggles, "status"), own.statuses);
    const kindEntries = data.style.kinds.flatMap((kind, index): Entry[] => {
      if (!kinds.has(kind.id)) return [];
      const stroke = el("span", {
        class: "cm-stroke",
        style: `background:${kind.site ? "transparent" : kind.color[theme]}`,
      });
      const symbol = el(
        "span",
        { class: "cm-symbol" },
        ...(kind.site ? [] : [stroke]),
        sign(kind.sign, kind.color[theme], 14),
      );
      const key = index < 9 ? `${index + 1}` : "";
      const title = `${key ? `Key ${key}. ` : ""}Shift-click: only these`;
      return [{ group: "kind", value: kind.id, word: kind.plural, title, symbol, key }];
    });
    const statusEntries = data.style.statuses.flatMap((status): Entry[] => {
      if (!statuses.has(status.id)) return [];
      const title = `${status.text} Shift-click: only these`;
      return [
        {
          group: "status",
          value: status.id,
          word: status.word,
          title,
          symbol: image(status.stroke[theme], 34, 10),
          key: "",
        },
      ];
    });
    const list = (label: string, entries: readonly Entry[], found: ReadonlyMap<string, number>) =>
      el(
        "ul",
        { "aria-label": label },
        ...entries.map((entry) => el("li", {}, this.entry(entry, found.get(entry.value) ?? 0, toggles))),
      );
    const { since, count } = state.changed;
    const changed = since
      ? [note(image(data.style.changed[theme], 34, 10), `${since}, ${count} shown`, "Listed in the tab Changes")]
      : [];
    const notes: HTMLElement[] = data.style.statuses
      .filter((status) => legs.has(status.id) && !statuses.has(status.id))
      .map((status) => note(image(status.stroke[theme], 34, 10), `${status.word} (legs only)`, status.text));
    if (state.schematic > 0)
      notes.push(note(image(data.style.band[theme], 34, 10), "Band: route not known exactly", data.style.schematic));
    notes.push(note(image(data.style.disputed[theme], 34, 10), "Disputed line", state.policy));
    if (news !== null)
      notes.push(note(image(data.style.news[theme], 34, 10), `Place of news, ${news} shown`, "Switched by the key N"));
    const { kind: kindless, status: statusless } = data.style.unknown;
    const unknown: readonly [string, string, number][] = [
      [kindless.plural, lineOf(kindless.color[theme]), own.kinds.get("") ?? 0],
      [statusless.word, statusless.stroke[theme], own.statuses.get("") ?? 0],
    ];
    for (const [word, stroke, count] of unknown) {
      const title = "Of your layers; shown only while every kind and status is";
      if (count > 0) notes.push(note(image(stroke, 34, 10), `${word}, ${count}`, title));
    }
    const layerEntries = own.tallies.map((tally) => layerEntry(tally, data.style.palettes[theme]["ink"]));
    const counted = new Map(own.tallies.map(({ id, count }) => [id, count]));
    const layers =
      layerEntries.length > 0 ? [el("h4", {}, "Your layers"), list("Your layers", layerEntries, counted)] : [];
    return [
      ...layers,
      list("Corridors by kind", kindEntries, kinds),
      list("Corridors by status", statusEntries, statuses),
      el("ul", { class: "cm-notes" }, ...changed, ...notes),
    ];
  }

  private entry(entry: Entry, count: number, toggles: Toggles): HTMLButtonElement {
    const on = isOn(toggles, entry.group, entry.value);
    let held = 0;
    const act = (event: MouseEvent) => this.actions[event.shiftKey ? "only" : "toggle"](entry.group, entry.value);
    // The legend is drawn anew by what a long press does, so that no click follows it.
    const press = () => {
      held = window.setTimeout(() => this.actions.only(entry.group, entry.value), HOLD_MS);
    };
    const release = () => window.clearTimeout(held);
    return el(
      "button",
      {
        type: "button",
        "aria-pressed": `${on}`,
        "aria-label": entryName(entry.word, count, on),
        title: entry.title,
        "data-key": `${entry.group}-${entry.value}`,
        click: act,
        pointerdown: press,
        pointerup: release,
        pointerleave: release,
        pointercancel: release,
        contextmenu: (event: Event) => event.preventDefault(),
      },
      entry.symbol,
      el("span", { class: "cm-entry" }, entry.word),
      el("b", {}, `${count}`),
    );
  }
}

/** A stack of sheets. */
export const LAYER_SIGN =
  "M8 1.500 15 5 8 8.500 1 5Zm-5.200 5.900L8 10l5.200-2.600L15 8.300 8 11.800 1 8.300Zm0 3.200L8 13.200l5.200-2.600 1.800.9L8 15 1 11.500Z";

function layerEntry({ id, name, credit }: Tally, ink: string | undefined): Entry {
  const symbol = el("span", { class: "cm-symbol" }, sign(LAYER_SIGN, ink, 14));
  return { group: "layer", value: id, word: name, title: `${credit}. Shift-click: only this`, symbol, key: "" };
}

const lineOf = (color: string) =>
  `<svg width="34" height="10" viewBox="0 0 34 10" xmlns="http://www.w3.org/2000/svg"><path d="M2 5H32" stroke="${color}" stroke-width="2.6"/></svg>`;

/** The counts of corridors and of users' features together: what is drawn of a kind or status. */
function summed(corridors: ReadonlyMap<string, number>, features: ReadonlyMap<string, number>): Map<string, number> {
  const sums = new Map(corridors);
  for (const [value, count] of features) if (value) sums.set(value, (sums.get(value) ?? 0) + count);
  return sums;
}

function note(symbol: Node, word: string, title: string): HTMLElement {
  return el("li", { title }, symbol, el("span", { class: "cm-entry" }, word));
}
