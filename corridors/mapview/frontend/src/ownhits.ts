/** Which features of users' layers lie under the pointer. Pure; px. */

import { TILE_PX } from "./camera";
import { distanceTo } from "./hits";
import type { OwnPart, OwnScene } from "./own";
import { discPx } from "./ownpoints";
import type { Camera2D } from "./screen";
import type { Geometry } from "./unpack";

export interface OwnHit {
  readonly part: OwnPart;
  readonly row: number;
  readonly distance: number;
}

/** A click offers no more than can be read. */
const MOST = 12;

/** Everything within reach, each feature once, the nearest first. Boxes are looked through one by one: 50,000 take a tenth of a ms. */
export function ownHitsAt(scene: OwnScene, view: Camera2D, x: number, y: number, reach: number): OwnHit[] {
  const found: OwnHit[] = [];
  const around = TILE_PX * view.scale;
  for (const part of scene.parts) {
    const nearest = new Map<number, number>();
    for (const turn of [-1, 0, 1]) {
      const at = [(x - view.left - turn * around) / view.scale, (y - view.top) / view.scale] as const;
      if (part.lines) near(part.lines, part.on, at, { reach, inside: 0, scale: view.scale }, nearest);
      if (part.points) near(part.points, part.on, at, { reach, inside: discPx(view.zoom), scale: view.scale }, nearest);
    }
    for (const [row, distance] of nearest) found.push({ part, row, distance });
  }
  return found.sort((one, other) => one.distance - other.distance).slice(0, MOST);
}

/** Note the distance in px of each feature of a geometry that is near a position in world px at zoom 0. */
function near(
  geometry: Geometry,
  on: Uint8Array,
  [x, y]: readonly [number, number],
  { reach, inside, scale }: { readonly reach: number; readonly inside: number; readonly scale: number },
  nearest: Map<number, number>,
): void {
  const { rows, boxes } = geometry;
  const far = (reach + inside) / scale;
  for (let path = 0, at = 0; path < rows.length; path++, at += 4) {
    if ((boxes[at] as number) > x + far || (boxes[at + 2] as number) < x - far) continue;
    if ((boxes[at + 1] as number) > y + far || (boxes[at + 3] as number) < y - far) continue;
    const row = rows[path] as number;
    if (!on[row]) continue;
    const distance = Math.max(0, distanceToPath(geometry, path, x, y) * scale - inside);
    if (distance <= reach && distance < (nearest.get(row) ?? Infinity)) nearest.set(row, distance);
  }
}

function distanceToPath({ starts, xs, ys, unit }: Geometry, path: number, x: number, y: number): number {
  const [from, to] = [starts[path] as number, starts[path + 1] as number];
  const at = (index: number) => [(xs[index] as number) * unit, (ys[index] as number) * unit] as const;
  if (to - from === 1) return Math.hypot(at(from)[0] - x, at(from)[1] - y);
  let least = Infinity;
  for (let index = from + 1; index < to; index++) {
    least = Math.min(least, distanceTo([x, y], at(index - 1), at(index), 0));
  }
  return least;
}
