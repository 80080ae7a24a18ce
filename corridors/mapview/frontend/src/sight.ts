/** Bringing the selected corridor into sight. */

import { boundsOf, cameraFor, type Insets, type Size, seenShare } from "./camera";
import type { Camera, Position } from "./contract";

/** A selection made elsewhere is in sight when this share of its route is. */
const SEEN_SHARE = 0.25;
const MARGIN = { left: 40, right: 60, top: 40, bottom: 50 };

/** What panels cover: the legend on the left, the card on the right, in px. */
export interface Covered {
  readonly legend: number;
  readonly card: number;
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
