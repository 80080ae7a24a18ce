/** Users' layers drawn on a 2D canvas, by the style table of the corridors. */

import { linePx } from "./camera";
import type { StatusStyle } from "./contract";
import type { OwnPart, OwnScene } from "./own";
import { drawCrosses } from "./owncrosses";
import { copies, grouped, kindAt, type OwnLook, pathsInSight, rgbText, statusAt } from "./ownlook";
import { drawPoints, SIGNED_PX, signOf } from "./ownpoints";
import type { Camera2D } from "./screen";
import type { Geometry } from "./unpack";

type Context = CanvasRenderingContext2D;

/** Full line widths: a user's line is thinner than a corridor's, a selected one as wide as a selected corridor's. */
const OWN_WIDTH = 0.8;
const CASING = 1.9;
const CHOSEN = 1.58;
const CHOSEN_CASING = 3;
/** Casings tell crossing lines apart; where more positions are in sight there is no room left between the lines. */
const MOST_CASED = 15_000;
/** A shorter dash would hardly be seen. */
const LEAST_DASH_PX = 1.2;
/** Paths stroked at once: many in one are slower, as where they overlap has to be worked out. */
const AT_ONCE = 40;
/** Lines are this much thinner where they are as many as have no casings. */
const THIN = 0.75;

/** Draw everything that is shown: lines below, points above, layer by layer. */
export function drawScene(context: Context, scene: OwnScene, view: Camera2D, look: OwnLook): void {
  for (const left of copies(view)) {
    for (const part of scene.parts) if (part.lines) drawLines(context, part, part.lines, view, left, look);
    for (const part of scene.parts) if (part.points) drawPoints(context, part, part.points, view, left, look);
  }
}

function drawLines(
  context: Context,
  part: OwnPart,
  lines: Geometry,
  view: Camera2D,
  left: number,
  { style, theme }: OwnLook,
): void {
  const paths = pathsInSight(lines, part.on, view, left);
  const { starts } = lines;
  const positions = paths.reduce((sum, path) => sum + (starts[path + 1] as number) - (starts[path] as number), 0);
  const cased = positions <= MOST_CASED;
  const full = linePx(view.zoom) * OWN_WIDTH * (cased ? 1 : THIN);
  context.lineJoin = "round";
  context.lineCap = "round";
  if (cased) {
    context.setLineDash([]);
    context.strokeStyle = style.palettes[theme]["casing"] ?? "";
    context.lineWidth = full * CASING;
    stroke(context, lines, paths, view, left);
  }
  context.lineCap = "butt";
  for (const [key, group] of grouped(part, lines, paths)) {
    const kind = kindAt(style, (key >> 8) - 1);
    const status = statusAt(style, (key & 255) - 1);
    context.strokeStyle = rgbText(status.color[theme][kind.id]);
    context.lineWidth = full * status.weight;
    dash(context, status);
    stroke(context, lines, group, view, left);
    if (status.crossed && cased) drawCrosses(context, lines, group, view, left);
  }
}

function dash(context: Context, { dash: [on, off] }: StatusStyle): void {
  const px = context.lineWidth;
  context.setLineDash(off > 0 ? [Math.max(LEAST_DASH_PX, on * px), off * px] : []);
}

function stroke(context: Context, geometry: Geometry, paths: readonly number[], view: Camera2D, left: number): void {
  const { starts, xs, ys, unit } = geometry;
  const scale = unit * view.scale;
  for (let first = 0; first < paths.length; first += AT_ONCE) {
    context.beginPath();
    for (const path of paths.slice(first, first + AT_ONCE)) {
      const [from, to] = [starts[path] as number, starts[path + 1] as number];
      context.moveTo((xs[from] as number) * scale + left, (ys[from] as number) * scale + view.top);
      for (let at = from + 1; at < to; at++) {
        context.lineTo((xs[at] as number) * scale + left, (ys[at] as number) * scale + view.top);
      }
    }
    context.stroke();
  }
}

/** Draw one feature as a selected corridor is drawn, above everything. */
export function drawChosen(context: Context, part: OwnPart, row: number, view: Camera2D, look: OwnLook): void {
  const { style, theme } = look;
  const only = new Uint8Array(part.on.length);
  only[row] = part.on[row] as number;
  const [kind, status] = [part.words.kinds[row] as number, part.words.statuses[row] as number];
  const full = linePx(view.zoom);
  const casing = style.palettes[theme]["casing"] ?? "";
  context.globalAlpha = 1;
  for (const left of copies(view)) {
    const paths = part.lines ? pathsInSight(part.lines, only, view, left) : [];
    context.lineJoin = context.lineCap = "round";
    if (part.lines) {
      context.setLineDash([]);
      context.strokeStyle = casing;
      context.lineWidth = full * CHOSEN_CASING;
      stroke(context, part.lines, paths, view, left);
      context.lineCap = "butt";
      context.strokeStyle = rgbText(statusAt(style, status).color[theme][kindAt(style, kind).id]);
      context.lineWidth = full * CHOSEN * statusAt(style, status).weight;
      dash(context, statusAt(style, status));
      stroke(context, part.lines, paths, view, left);
      context.setLineDash([]);
    }
    for (const path of part.points ? pathsInSight(part.points, only, view, left) : []) {
      const points = part.points as Geometry;
      const scale = points.unit * view.scale;
      const px = SIGNED_PX * 1.5;
      const [x, y] = [(points.xs[path] as number) * scale + left, (points.ys[path] as number) * scale + view.top];
      context.drawImage(signOf(look, kind, status, 3), x - px / 2, y - px / 2, px, px);
    }
  }
}
