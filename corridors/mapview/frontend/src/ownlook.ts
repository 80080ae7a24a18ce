/** What drawing users' lines and points has in common: their styles, and which of them are in sight. */

import { TILE_PX } from "./camera";
import type { KindStyle, StatusStyle, Style, Theme } from "./contract";
import type { OwnPart } from "./own";
import type { Camera2D } from "./screen";
import type { Geometry } from "./unpack";

export interface OwnLook {
  readonly style: Style;
  readonly theme: Theme;
}

/** How far beyond the frame something is still drawn. */
export const MARGIN_PX = 8;

export const kindAt = (style: Style, index: number): KindStyle => style.kinds[index] ?? style.unknown.kind;
export const statusAt = (style: Style, index: number): StatusStyle => style.statuses[index] ?? style.unknown.status;
export const rgbText = (rgb: readonly number[] | undefined) => `rgb(${(rgb ?? [128, 128, 128]).join(",")})`;

/** How far the copies of the world that a camera sees lie to the right, in px. */
export function* copies(view: Camera2D): Generator<number> {
  const around = TILE_PX * view.scale;
  for (const turn of [-1, 0, 1]) {
    const left = view.left + turn * around;
    if (left < view.width && left + around > 0) yield left;
  }
}

/** Paths of what is shown that come near the frame. */
export function pathsInSight(geometry: Geometry, on: Uint8Array, view: Camera2D, left: number): number[] {
  const { rows, boxes } = geometry;
  const [west, east] = [(-MARGIN_PX - left) / view.scale, (view.width + MARGIN_PX - left) / view.scale];
  const [north, south] = [(-MARGIN_PX - view.top) / view.scale, (view.height + MARGIN_PX - view.top) / view.scale];
  const found: number[] = [];
  for (let path = 0, at = 0; path < rows.length; path++, at += 4) {
    if (!on[rows[path] as number]) continue;
    if ((boxes[at] as number) > east || (boxes[at + 2] as number) < west) continue;
    if ((boxes[at + 1] as number) > south || (boxes[at + 3] as number) < north) continue;
    found.push(path);
  }
  return found;
}

/** Paths by kind and status, what is not known and what is greyed below the rest. */
export function grouped(part: OwnPart, geometry: Geometry, paths: readonly number[]): [number, number[]][] {
  const groups = new Map<number, number[]>();
  for (const path of paths) {
    const row = geometry.rows[path] as number;
    const key = (((part.words.kinds[row] as number) + 1) << 8) | ((part.words.statuses[row] as number) + 1);
    const group = groups.get(key);
    if (group) group.push(path);
    else groups.set(key, [path]);
  }
  const rank = (key: number) => ((key & 255) === 0 ? 0 : -(key & 255));
  return [...groups].sort(([one], [other]) => rank(one) - rank(other));
}
