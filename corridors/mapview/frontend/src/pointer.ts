/** Hovering and clicking on the map's canvases. */

import { REACH_PX } from "./hits";

export interface Pointed {
  hovered(x: number, y: number, reach: number): void;
  clicked(x: number, y: number, reach: number): void;
}

const SLIP_PX = 6;

/** A press that goes up where it went down, and is not part of a pinch, is a click. */
export function listenTo(element: HTMLElement, { hovered, clicked }: Pointed): void {
  let pressed: { readonly id: number; readonly x: number; readonly y: number } | null = null;
  element.addEventListener("pointermove", ({ offsetX: x, offsetY: y, pointerType, buttons }) => {
    if (pointerType !== "touch" && buttons === 0) hovered(x, y, REACH_PX.mouse);
  });
  element.addEventListener("pointerdown", ({ button, isPrimary, offsetX: x, offsetY: y, pointerId: id }) => {
    pressed = isPrimary && button === 0 ? { id, x, y } : null;
  });
  element.addEventListener("pointerup", ({ offsetX: x, offsetY: y, pointerType, pointerId }) => {
    const before = pressed;
    pressed = null;
    if (before?.id !== pointerId || Math.hypot(before.x - x, before.y - y) > SLIP_PX) return;
    clicked(x, y, REACH_PX[pointerType === "touch" ? "touch" : "mouse"]);
  });
  element.addEventListener("pointercancel", () => {
    pressed = null;
  });
}
