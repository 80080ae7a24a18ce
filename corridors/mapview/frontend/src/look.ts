/** The style table put to use: colours of the panels, discs of the sites, the legend of a picture. */

import type { Asked, CorridorRow, Dataset, Known, Rgb, Style, Theme } from "./contract";
import { LAYER_SIGN } from "./legend";
import type { OwnScene } from "./own";
import type { LegendLine } from "./picture";
import type { Rows } from "./rows";

const VARIABLES = ["land", "sea", "border", "casing", "ink", "quiet", "river", "news"] as const;

/** Give the panels their colours. */
export function dress(root: HTMLElement, palette: Dataset["style"]["palettes"][Theme], asked: Known): void {
  // The timeline stands below the map, in the same parent.
  for (const name of VARIABLES) root.parentElement?.style.setProperty(`--cm-${name}`, palette[name] ?? "");
  root.style.setProperty("--cm-covered", `${asked.covered}px`);
  root.dataset["theme"] = asked.theme;
}

const DISCS = new WeakMap<Style, Partial<Record<Theme, Record<string, string>>>>();

/** The map symbols of sites by kind, as addresses of images. */
export function discs(style: Style, theme: Theme): Readonly<Record<string, string>> {
  const made = DISCS.get(style) ?? {};
  DISCS.set(style, made);
  made[theme] ??= Object.fromEntries(
    style.kinds
      .filter((kind) => kind.site)
      .map((kind) => [kind.id, `data:image/svg+xml;base64,${btoa(kind.disc[theme])}`]),
  );
  return made[theme];
}

/** What a picture's legend lists: kinds and statuses shown, then bands and disputed lines. */
export function pictureLegend(
  style: Style,
  seen: readonly CorridorRow[],
  theme: Theme,
  rows: Rows,
  { news, own }: { readonly news: boolean; readonly own: OwnScene },
): LegendLine[] {
  const count = (key: "kind" | "status", value: string) =>
    seen.filter((row) => row[key] === value).length + ((key === "kind" ? own.kinds : own.statuses).get(value) ?? 0);
  const drawn = new Set(rows.lines.map((row) => row.segment.status));
  const kinds = style.kinds
    .map((kind) => ({
      word: kind.plural,
      count: count("kind", kind.id),
      color: kind.color[theme],
      sign: kind.sign,
      stroke: null,
    }))
    .filter((line) => line.count > 0);
  const statuses = style.statuses
    .filter((status) => drawn.has(status.id) || count("status", status.id) > 0)
    .map((status) => ({ word: status.word, count: null, color: null, sign: null, stroke: status.stroke[theme] }));
  const plain = { count: null, color: null, sign: null };
  const band =
    rows.schematic.length > 0 ? [{ ...plain, word: "Band: route not known exactly", stroke: style.band[theme] }] : [];
  const ring = news ? [{ ...plain, word: "Place of news", count: rows.news.length, stroke: style.news[theme] }] : [];
  const ink = style.palettes[theme]["ink"] ?? null;
  const layers = own.parts.map(({ layer }) => {
    const count = own.tallies.find(({ id }) => id === layer.id)?.count ?? 0;
    return { word: layer.name, count, color: ink, sign: LAYER_SIGN, stroke: null };
  });
  return [
    ...kinds,
    ...statuses,
    ...layers,
    ...band,
    ...ring,
    { ...plain, word: "Disputed line", stroke: style.disputed[theme] },
  ];
}

/** In narrower windows the card stands below the map and covers nothing (page.css). */
const BESIDE_PX = 900;

/** What is asked, with the page's own theme where none is, and what the card covers in this window. */
export function known(asked: Asked, root: HTMLElement): Known {
  const covered = window.innerWidth > BESIDE_PX ? asked.covered : 0;
  return { ...asked, theme: asked.theme ?? pageTheme(root), covered };
}

/** The theme of the page around the map, by how bright its background is. */
function pageTheme(root: HTMLElement): Theme {
  const [red, green, blue] = rgb(getComputedStyle(root).getPropertyValue("--st-background-color").trim() || "#ffffff");
  return red + green + blue < 384 ? "dark" : "light";
}

/** "#RRGGBB" as numbers. */
export function rgb(color: string): Rgb {
  const value = Number.parseInt(color.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}
