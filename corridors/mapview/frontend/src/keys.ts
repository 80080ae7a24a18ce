/** Presenter keys: which key does what, and when none may fire. */

export type Action =
  | { readonly do: "full" | "leave" | "all" | "labels" | "news" | "home" | "in" | "out" | "keys" }
  | { readonly do: "kind"; readonly index: number }
  | { readonly do: "pan"; readonly dx: number; readonly dy: number };

/** What the help lists. */
export const KEYS: readonly (readonly [string, string])[] = [
  ["F", "full screen: map, legend, title, as-of date"],
  ["Esc", "back to the page, as it was"],
  ["1 – 9", "show or hide a kind, in the order of the legend"],
  ["0", "show all"],
  ["L", "names on the map"],
  ["N", "places of the news"],
  ["H", "the whole region"],
  ["Arrows", "move the map"],
  ["+ −", "zoom"],
  ["?", "these keys"],
];

const STEP_PX = 120;
const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-STEP_PX, 0],
  ArrowRight: [STEP_PX, 0],
  ArrowUp: [0, -STEP_PX],
  ArrowDown: [0, STEP_PX],
};
const LETTERS: Readonly<Record<string, Action["do"]>> = {
  f: "full",
  l: "labels",
  n: "news",
  h: "home",
  "?": "keys",
  "0": "all",
};
const ZOOMS: Readonly<Record<string, "in" | "out">> = { "+": "in", "=": "in", "-": "out", "−": "out", _: "out" };

export interface Pressed {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

/** The action of a key, or null. */
export function actionOf(pressed: Pressed): Action | null {
  if (pressed.ctrlKey || pressed.metaKey || pressed.altKey) return null;
  const { key } = pressed;
  if (key === "Escape") return { do: "leave" };
  if (/^[1-9]$/.test(key)) return { do: "kind", index: Number(key) - 1 };
  const arrow = ARROWS[key];
  if (arrow) return { do: "pan", dx: arrow[0], dy: arrow[1] };
  const zoom = ZOOMS[key];
  if (zoom) return { do: zoom };
  const letter = LETTERS[key.toLowerCase()];
  return letter ? ({ do: letter } as Action) : null;
}

const FIELDS =
  "input:not([type=checkbox],[type=radio],[type=button]), textarea, select, [contenteditable], [role=combobox], [role=textbox]";
/** Elements that use arrows themselves. */
const STEPPED =
  "input, [role=radiogroup], [role=slider], [role=listbox], [role=menu], [role=tablist], [role=grid], canvas, [data-testid=stDataFrame]";

/** The document, too, can be what a key was pressed on. */
const isElement = (target: EventTarget | null): target is Element => target !== null && "closest" in target;

/** True when a key pressed on an element is the element's own. */
export function belongsTo(target: EventTarget | null, action: Action, map: Element): boolean {
  if (!isElement(target)) return false;
  if (target.closest(FIELDS)) return true;
  if (map.contains(target)) return false;
  return (action.do === "pan" || action.do === "leave") && target.closest(STEPPED) !== null;
}
