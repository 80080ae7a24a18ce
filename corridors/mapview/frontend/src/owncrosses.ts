/** Crosses along the lines of users' layers that are cancelled or retired. Places are worked out purely; px. */

import type { Camera2D } from "./screen";
import type { Geometry } from "./unpack";

type Context = CanvasRenderingContext2D;

/** As far apart as on a corridor. */
const STEP_PX = 22;
const ARM_PX = 3;

/** Where crosses stand along a path, as far as it is in the frame; a path too short for any has none. */
export function crossesOf({ starts, xs, ys, unit }: Geometry, path: number, view: Camera2D, left: number): number[] {
  const scale = unit * view.scale;
  const found: number[] = [];
  let ahead = STEP_PX / 2;
  for (let at = (starts[path] as number) + 1; at < (starts[path + 1] as number); at++) {
    const [x0, y0] = [(xs[at - 1] as number) * scale + left, (ys[at - 1] as number) * scale + view.top];
    const [x1, y1] = [(xs[at] as number) * scale + left, (ys[at] as number) * scale + view.top];
    const length = Math.hypot(x1 - x0, y1 - y0);
    const out = Math.max(x0, x1) < 0 || Math.min(x0, x1) > view.width || Math.max(y0, y1) < 0;
    if (!out && Math.min(y0, y1) <= view.height) {
      for (let along = ahead; along <= length; along += STEP_PX) {
        const [x, y] = [x0 + ((x1 - x0) * along) / length, y0 + ((y1 - y0) * along) / length];
        if (view.sees([x, y], ARM_PX)) found.push(x, y);
      }
    }
    const over = (length - ahead) % STEP_PX;
    ahead = length < ahead ? ahead - length : STEP_PX - over;
  }
  return found;
}

/** Draw them in the colour that the context strokes with. */
export function drawCrosses(
  context: Context,
  geometry: Geometry,
  paths: readonly number[],
  view: Camera2D,
  left: number,
): void {
  context.setLineDash([]);
  context.lineWidth = 1.2;
  context.beginPath();
  for (const path of paths) {
    const places = crossesOf(geometry, path, view, left);
    for (let at = 0; at < places.length; at += 2) {
      const [x, y] = [places[at] as number, places[at + 1] as number];
      context.moveTo(x - ARM_PX, y - ARM_PX);
      context.lineTo(x + ARM_PX, y + ARM_PX);
      context.moveTo(x + ARM_PX, y - ARM_PX);
      context.lineTo(x - ARM_PX, y + ARM_PX);
    }
  }
  context.stroke();
}
