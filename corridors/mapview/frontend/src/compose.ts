/** What the panels and the names are told of the corridors shown. */

import type { Size } from "./camera";
import type { CorridorRow, Dataset, Rgb } from "./contract";
import type { Box } from "./labels";
import type { CorridorName } from "./names";
import type { Rows } from "./rows";

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
