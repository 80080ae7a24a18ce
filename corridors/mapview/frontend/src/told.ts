/** What Python is told: how it begins, and what becomes of it. Pure. */

import type { Size } from "./camera";
import type { Asked, Camera, Told } from "./contract";
import type { Change } from "./controls";

/** What Python asks for, which it knows already. */
export function heard(asked: Asked, before: Pick<Told, "camera" | "size">): Told {
  const { toggles, corridor, feature, labels, news, echo, day } = asked;
  const { camera, size } = before;
  return { change: echo, camera, toggles, corridor, feature, labels, news, day, event: null, went: null, size };
}

/** One change more. A selected corridor ends the selection of a feature, and the other way round. */
export function changed(told: Told, change: Change, camera: Camera): Told {
  const chosen = "corridor" in change ? { feature: null } : {};
  return { ...told, event: null, ...chosen, ...change, change: told.change + 1, camera, went: null };
}

export const sized = (told: Told, { width, height }: Size): Told => ({
  ...told,
  size: [Math.round(width), Math.round(height)],
});
