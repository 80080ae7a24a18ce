/** Bringing the selected corridor into sight. */

import { boundsOf, cameraFor, type Insets, type Size } from "./camera";
import type { Camera, Position } from "./contract";
import { Camera2D } from "./screen";

/** A selection made elsewhere is in sight when this share of its route is. */
const SEEN_SHARE = 0.25;
const MARGIN = { left: 40, right: 60, top: 40, bottom: 50 };

/** What panels cover: the legend on the left, the card on the right, in px. */
export interface Covered {
  readonly legend: number;
  readonly card: number;
}

/** The share of the positions that is in the uncovered part of the map, 0 to 1. */
export function seenShare(positions: readonly Position[], camera: Camera, size: Size, insets: Insets): number {
  const view = new Camera2D(camera, size);
  const seen = positions.filter((at) => {
    const [x, y] = view.project(at);
    const across = x >= insets.left && x <= size.width - insets.right;
    return across && y >= insets.top && y <= size.height - insets.bottom;
  });
  return positions.length > 0 ? seen.length / positions.length : 0;
}

/** True when a selection made elsewhere needs no flight. */
export function isInSight(positions: readonly Position[], camera: Camera, size: Size, { card }: Covered): boolean {
  if (positions.length === 0 || size.width === 0) return true;
  return seenShare(positions, camera, size, { left: 0, right: card, top: 0, bottom: 0 }) >= SEEN_SHARE;
}

/** The camera that shows all of the positions beside what is covered. */
export function cameraOn(positions: readonly Position[], size: Size, { legend, card }: Covered): Camera | null {
  const bounds = boundsOf(positions);
  const insets: Insets = { ...MARGIN, left: legend + MARGIN.left, right: card + MARGIN.right };
  return bounds && cameraFor(bounds, size, insets);
}
