/** The legend in the map: one button for each kind and status of the view, with counts. */

import type { CorridorRow, Dataset, Group, Theme, Toggles } from "./contract";
import { el, image, sign } from "./dom";
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
    const { data, held, theme, toggles, legs, news } = state;
    const kinds = counts(held, toggles, "kind");
    const statuses = counts(held, toggles, "status");
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
    return [
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

function note(symbol: Node, word: string, title: string): HTMLElement {
  return el("li", { title }, symbol, el("span", { class: "cm-entry" }, word));
}
