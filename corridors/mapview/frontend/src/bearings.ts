/** Where the map looks for what is selected: whether it is in sight, and the way to it. */

import type { Camera, Position } from "./contract";
import type { Covered } from "./sight";
import { cameraOn, isInSight } from "./sight";
import type { Stage } from "./stage";

/** What it can reach of the map. */
export interface Bearing {
  readonly stage: Stage;
  readonly camera: Camera;
  readonly covered: Covered;
  readonly chosenPositions: readonly Position[];
}

/** Fly to what is selected elsewhere when too little of it is in sight. */
export function comeIntoSight(map: Bearing, how: "jump" | "fly"): void {
  if (!isInSight([...map.chosenPositions], map.camera, map.stage.size, map.covered)) {
    goToChosen(map, how);
  }
}

export function goToChosen({ stage, chosenPositions, covered }: Bearing, how: "jump" | "fly" = "fly"): void {
  const camera = cameraOn([...chosenPositions], stage.size, covered);
  if (camera) stage.go(camera, how);
}
