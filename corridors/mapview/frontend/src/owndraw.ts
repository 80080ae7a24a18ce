/** Users' layers drawn on a 2D canvas, by the style table of the corridors. */

import { linePx, TILE_PX } from "./camera";
import type { KindStyle, StatusStyle, Style, Theme } from "./contract";
import type { OwnPart, OwnScene } from "./own";
import type { Camera2D } from "./screen";
import type { Geometry } from "./unpack";

type Context = CanvasRenderingContext2D;

export interface OwnLook {
  readonly style: Style;
  readonly theme: Theme;
}

/** Full line widths: a user's line is thinner than a corridor's, a selected one as wide as a selected corridor's. */
const OWN_WIDTH = 0.8;
const CASING = 1.9;
const CHOSEN = 1.58;
const CHOSEN_CASING = 3;
/** Casings tell crossing lines apart; where more positions are in sight there is no room left between the lines. */
const MOST_CASED = 15_000;
/** Dashes shorter than this can no longer be told from a solid line. */
const LEAST_DASH_PX = 0.8;
/** Paths stroked at once: many in one are slower, as where they overlap has to be worked out. */
const AT_ONCE = 40;
const MARGIN_PX = 8;
const LEAST_RIMMED_PX = 2;
/** Lines are this much thinner where they are as many as have no casings. */
const THIN = 0.75;
/** In sight up to this many, points carry the sign of their kind. */
const MOST_SIGNED = 250;
const SIGNED_PX = 17;

const kindAt = (style: Style, index: number): KindStyle => style.kinds[index] ?? style.unknown.kind;
const statusAt = (style: Style, index: number): StatusStyle => style.statuses[index] ?? style.unknown.status;
const rgbText = (rgb: readonly number[] | undefined) => `rgb(${(rgb ?? [128, 128, 128]).join(",")})`;

/** Radius of a point's disc without a sign, px. */
export const discPx = (zoom: number): number => Math.max(2.2, Math.min(4.6, 1.4 + zoom * 0.35));

/** The same where points are so many that such discs would cover the map: about a tenth of it stays theirs. In steps, for few images. */
export function roomyPx(zoom: number, points: number, { width, height }: Pick<Camera2D, "width" | "height">): number {
  const apart = Math.sqrt((width * height) / Math.max(1, points));
  return Math.max(0.8, Math.min(discPx(zoom), Math.round(apart * 0.3 * 5) / 5));
}

/** How far the copies of the world that a camera sees lie to the right, in px. */
function* copies(view: Camera2D): Generator<number> {
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
  }
}

/** Paths by kind and status, what is not known and what is greyed below the rest. */
function grouped(part: OwnPart, geometry: Geometry, paths: readonly number[]): [number, number[]][] {
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

function dash(context: Context, { dash: [on, off] }: StatusStyle): void {
  const px = context.lineWidth;
  context.setLineDash(off > 0 && on * px >= LEAST_DASH_PX ? [on * px, off * px] : []);
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

function drawPoints(
  context: Context,
  part: OwnPart,
  points: Geometry,
  view: Camera2D,
  left: number,
  look: OwnLook,
): void {
  const paths = pathsInSight(points, part.on, view, left);
  const signed = paths.length <= MOST_SIGNED;
  const radius = signed ? SIGNED_PX / 2 : roomyPx(view.zoom, paths.length, view);
  const room = new Cells(view, Math.max(1, radius * 0.6));
  const scale = points.unit * view.scale;
  for (const path of paths) {
    const row = points.rows[path] as number;
    const [kind, status] = [part.words.kinds[row] as number, part.words.statuses[row] as number];
    const x = (points.xs[path] as number) * scale + left;
    const y = (points.ys[path] as number) * scale + view.top;
    if (!signed && !room.take(x, y, (kind + 1) * 16 + status + 2)) continue;
    const image = signed ? signOf(look, kind, status) : discOf(look, kind, status, radius);
    const px = signed ? SIGNED_PX : image.width / SHARP;
    context.drawImage(image, x - px / 2, y - px / 2, px, px);
  }
}

/** Cells of the screen, each with what was last drawn there: the same again on top of it would not be seen. */
class Cells {
  private readonly across: number;
  private readonly last: Uint16Array;

  constructor(
    view: Camera2D,
    private readonly px: number,
  ) {
    this.across = Math.ceil((view.width + 2 * MARGIN_PX) / px) + 1;
    this.last = new Uint16Array(this.across * (Math.ceil((view.height + 2 * MARGIN_PX) / px) + 1));
  }

  take(x: number, y: number, what: number): boolean {
    const cell = Math.floor((y + MARGIN_PX) / this.px) * this.across + Math.floor((x + MARGIN_PX) / this.px);
    if (this.last[cell] === what) return false;
    this.last[cell] = what;
    return true;
  }
}

/** Canvas px of an image a CSS px. */
const SHARP = 3;
const IMAGES = new WeakMap<Style, Map<string, HTMLCanvasElement>>();

function kept(style: Style, key: string, px: number, draw: (context: Context) => void): HTMLCanvasElement {
  const images = IMAGES.get(style) ?? new Map<string, HTMLCanvasElement>();
  IMAGES.set(style, images);
  let image = images.get(key);
  if (!image) {
    image = document.createElement("canvas");
    image.width = image.height = Math.ceil(px * SHARP);
    const context = image.getContext("2d", { willReadFrequently: true });
    if (context) {
      context.scale(image.width / px, image.width / px);
      draw(context);
    }
    images.set(key, image);
  }
  return image;
}

function disc(context: Context, at: number, radius: number, color: string): void {
  context.beginPath();
  context.arc(at, at, radius, 0, 2 * Math.PI);
  context.fillStyle = color;
  context.fill();
}

/** A disc in the kind's colour, greyed as the status asks, with a rim that tells it from its neighbours. */
function discOf({ style, theme }: OwnLook, kind: number, status: number, radius: number): HTMLCanvasElement {
  // A rim as wide as a small disc would hide it.
  const px = radius < LEAST_RIMMED_PX ? 2 * radius : 2 * radius + 2;
  return kept(style, `${theme} ${kind} ${status} ${radius}`, px, (context) => {
    disc(context, px / 2, px / 2, style.palettes[theme]["casing"] ?? "");
    disc(context, px / 2, radius, rgbText(statusAt(style, status).color[theme][kindAt(style, kind).id]));
  });
}

/** The same with the sign of the kind in it. */
function signOf({ style, theme }: OwnLook, kind: number, status: number): HTMLCanvasElement {
  return kept(style, `${theme} ${kind} ${status} sign`, SIGNED_PX, (context) => {
    const color = rgbText(statusAt(style, status).color[theme][kindAt(style, kind).id]);
    disc(context, SIGNED_PX / 2, SIGNED_PX / 2, style.palettes[theme]["casing"] ?? "");
    disc(context, SIGNED_PX / 2, SIGNED_PX / 2 - 0.8, color);
    disc(context, SIGNED_PX / 2, SIGNED_PX / 2 - 2, style.palettes[theme]["disc"] ?? "");
    context.translate(SIGNED_PX / 2 - 4.6, SIGNED_PX / 2 - 4.6);
    context.scale(0.575, 0.575);
    context.fillStyle = color;
    context.fill(new Path2D(kindAt(style, kind).sign), "evenodd");
  });
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
      context.drawImage(signOf(look, kind, status), x - px / 2, y - px / 2, px, px);
    }
  }
}
