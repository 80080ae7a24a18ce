/** What the panels and the names are told of the corridors shown. */

import type { Size } from "./camera";
import { fromWorld } from "./camera";
import type { CorridorRow, Dataset, Position, Rgb, Theme } from "./contract";
import type { Box } from "./labels";
import { rgb } from "./look";
import type { CorridorName } from "./names";
import type { Shown } from "./overlay";
import type { OwnPart, OwnScene } from "./own";
import type { RowMaker, Rows } from "./rows";

/** The names of the corridors shown: at the site of those that are one, else beside their lines, the longest first. */
export function namesOf(
  seen: readonly CorridorRow[],
  rows: Rows,
  kinds: Dataset["style"]["kinds"],
  ink: Rgb,
): CorridorName[] {
  const sites = new Set(kinds.filter((kind) => kind.site).map((kind) => kind.id));
  return seen.map(({ id, label, rank, kind }) => {
    const lines = rows.lines.filter((row) => row.corridor === id).sort((one, two) => two.path.length - one.path.length);
    const site = rows.sites.find((row) => row.corridor === id)?.at ?? null;
    const atSite = sites.has(kind) || lines.length === 0;
    return {
      id,
      label,
      rank,
      color: sites.has(kind) ? ink : (lines[0]?.color ?? ink),
      lines,
      site: atSite ? site : null,
    };
  });
}

/** What the names and signs over the corridors are made of. */
export function shownOf(
  { style }: Dataset,
  maker: RowMaker,
  seen: readonly CorridorRow[],
  rows: Rows,
  theme: Theme,
): Pick<Shown, "corridors" | "lines" | "sites" | "places" | "palette" | "signOf" | "crossed"> {
  return {
    corridors: namesOf(seen, rows, style.kinds, rgb(style.palettes[theme]["ink"] ?? "#808080")),
    lines: rows.lines,
    sites: rows.sites,
    places: [],
    palette: style.palettes[theme],
    signOf: (id) => style.kinds.find((kind) => kind.id === maker.corridor(id)?.kind)?.sign ?? "",
    crossed: new Set(style.statuses.filter((status) => status.crossed).map((status) => status.id)),
  };
}

/** Legs drawn by status, and how many of them are schematic. */
export function legsOf(
  data: Dataset,
  seen: readonly CorridorRow[],
): { readonly legs: ReadonlyMap<string, number>; readonly schematic: number } {
  const visible = new Set(seen.map((row) => row.id));
  const legs = new Map<string, number>();
  let schematic = 0;
  for (const row of data.segments) {
    if (!visible.has(row.corridor)) continue;
    legs.set(row.status, (legs.get(row.status) ?? 0) + 1);
    schematic += Number(row.schematic);
  }
  return { legs, schematic };
}

/** The parts of the map that panels, and something `covered` px wide on the right, lie over. */
export function coveredBoxes(
  root: HTMLElement,
  panels: readonly HTMLElement[],
  covered: number,
  { width, height }: Size,
): Box[] {
  const frame = root.getBoundingClientRect();
  const boxes = panels
    .map((panel) => panel.getBoundingClientRect())
    .filter((box) => box.width > 0)
    .map((box): Box => [box.left - frame.left, box.top - frame.top, box.right - frame.left, box.bottom - frame.top]);
  return covered > 0 ? [...boxes, [width - covered, 0, width, height]] : boxes;
}

/** The feature of a user's layer behind LAYER/FEATURE, if it is shown. */
export function featureOf(scene: OwnScene, chosen: string | null): { part: OwnPart; row: number } | null {
  for (const part of chosen === null ? [] : scene.parts) {
    const before = `${part.layer.id}/`;
    if (!chosen?.startsWith(before)) continue;
    const row = part.words.ids.indexOf(chosen.slice(before.length));
    if (row >= 0 && part.on[row]) return { part, row };
  }
  return null;
}

/** Every position that a feature is drawn through. */
export function ownPositions(chosen: { readonly part: OwnPart; readonly row: number } | null): Position[] {
  return [chosen?.part.lines, chosen?.part.points].flatMap((geometry) => {
    if (!geometry) return [];
    const { rows, starts, xs, ys, unit } = geometry;
    return [...rows.keys()]
      .filter((path) => rows[path] === chosen?.row)
      .flatMap((path) =>
        Array.from({ length: (starts[path + 1] as number) - (starts[path] as number) }, (_, index): Position => {
          const at = (starts[path] as number) + index;
          return fromWorld([(xs[at] as number) * unit, (ys[at] as number) * unit], 0);
        }),
      );
  });
}
