/** What lies under the pointer, worked out from what is drawn: no reading back from the graphics card. Pure; px. */

import { linePx } from "./camera";
import type { Position } from "./contract";
import type { OwnHit } from "./ownhits";
import type { LineRow, PlacedNews, Rows, SiteRow } from "./rows";
import { type Camera2D, worldOf } from "./screen";

export type Hit =
  | { readonly layer: "sites"; readonly row: SiteRow }
  | { readonly layer: "news"; readonly row: PlacedNews }
  | { readonly layer: "lines"; readonly row: LineRow }
  | { readonly layer: "own"; readonly row: OwnHit };

/** How near a pointer must come; a finger is blunter. */
export const REACH_PX = { mouse: 7, touch: 13 } as const;
const SITE_PX = 12;
const NEWS_PX = 7;
const NO_NEWS: readonly PlacedNews[] = [];

interface Near {
  readonly hit: Hit;
  readonly distance: number;
}

/** Distance from a point to a stretch that is moved to its right by `aside`. */
export function distanceTo(
  [px, py]: readonly [number, number],
  [ax, ay]: readonly [number, number],
  [bx, by]: readonly [number, number],
  aside: number,
): number {
  const [dx, dy] = [bx - ax, by - ay];
  const length = Math.hypot(dx, dy) || 1;
  const [sx, sy] = [ax - (dy / length) * aside, ay + (dx / length) * aside];
  const along = Math.max(0, Math.min(1, ((px - sx) * dx + (py - sy) * dy) / (length * length)));
  return Math.hypot(px - sx - dx * along, py - sy - dy * along);
}

/** Px from a point to a line as it is drawn; Infinity when it is further than `reach`. */
export function distanceToLine(row: LineRow, view: Camera2D, [x, y]: readonly [number, number], reach: number): number {
  const points = worldOf(row.path);
  // In world px of zoom 0, so that the path need not be projected.
  const at = [(x - view.left) / view.scale, (y - view.top) / view.scale] as const;
  const aside = (row.offset * linePx(view.zoom)) / view.scale;
  const within = reach / view.scale;
  const far = within + Math.abs(aside);
  let least = Number.POSITIVE_INFINITY;
  for (let index = 1; index < points.length; index++) {
    const [a, b] = [points[index - 1], points[index]];
    if (!a || !b || (a[0] < at[0] - far && b[0] < at[0] - far) || (a[0] > at[0] + far && b[0] > at[0] + far)) continue;
    if ((a[1] < at[1] - far && b[1] < at[1] - far) || (a[1] > at[1] + far && b[1] > at[1] + far)) continue;
    least = Math.min(least, distanceTo(at, a, b, aside));
  }
  return least <= within ? least * view.scale : Number.POSITIVE_INFINITY;
}

/** Everything within reach, the nearest first; where a site is hit, only sites: they lie on top. */
export function hitsAt(
  rows: Rows,
  { news, own }: { readonly news: boolean; readonly own: readonly OwnHit[] },
  view: Camera2D,
  x: number,
  y: number,
  reach: number = REACH_PX.mouse,
): Hit[] {
  const from = (at: Position) => Math.hypot(view.project(at)[0] - x, view.project(at)[1] - y);
  const near: Near[] = [
    ...rows.sites.map((row) => ({
      hit: { layer: "sites", row } as const,
      distance: Math.max(0, from(row.at) - SITE_PX),
    })),
    ...(news ? rows.news : NO_NEWS).map((row) => ({
      hit: { layer: "news", row } as const,
      distance: Math.max(0, from(row.at) - NEWS_PX),
    })),
    ...rows.lines.map((row) => ({
      hit: { layer: "lines", row } as const,
      distance: distanceToLine(row, view, [x, y], reach),
    })),
    // A corridor lies on top of what is as near.
    ...own.map((row) => ({ hit: { layer: "own", row } as const, distance: row.distance })),
  ];
  const found = near.filter(({ distance }) => distance <= reach).sort((one, two) => one.distance - two.distance);
  const top = found.some(({ hit, distance }) => hit.layer === "sites" && distance === 0);
  return found.filter(({ hit }) => !top || hit.layer === "sites").map(({ hit }) => hit);
}
