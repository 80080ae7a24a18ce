/** Points of users' layers on a 2D canvas: discs in the colour of their kind, with its sign where there is room. */

import type { Style } from "./contract";
import type { OwnPart } from "./own";
import { grouped, kindAt, MARGIN_PX, type OwnLook, pathsInSight, rgbText, statusAt } from "./ownlook";
import type { Camera2D } from "./screen";
import type { Geometry } from "./unpack";

type Context = CanvasRenderingContext2D;

/** In sight up to this many, points carry the sign of their kind. */
const MOST_SIGNED = 250;
export const SIGNED_PX = 17;
/** A rim as wide as a disc would hide it, and the smallest discs are squares. */
const LEAST_RIMMED_PX = 2;
const LEAST_DISC_PX = 1.7;

/** Radius of a point's disc without a sign, px. */
export const discPx = (zoom: number): number => Math.max(2.2, Math.min(4.6, 1.4 + zoom * 0.35));

/** The same where points are so many that such discs would cover the map: about a tenth of it stays theirs. In steps, for few images. */
export function roomyPx(zoom: number, points: number, { width, height }: Pick<Camera2D, "width" | "height">): number {
  const apart = Math.sqrt((width * height) / Math.max(1, points));
  return Math.max(0.8, Math.min(discPx(zoom), Math.round(apart * 0.3 * 5) / 5));
}

export function drawPoints(
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
  for (const [key, group] of grouped(part, points, paths)) {
    const draw = pointDrawer(context, look, key, { radius, signed });
    for (const path of group) {
      const x = (points.xs[path] as number) * scale + left;
      const y = (points.ys[path] as number) * scale + view.top;
      if (signed || room.take(x, y, key)) draw(x, y);
    }
  }
}

/** What draws a point of a kind and status: the smallest as squares, which are as good as discs there, and quick. */
function pointDrawer(
  context: Context,
  look: OwnLook,
  key: number,
  { radius, signed }: { readonly radius: number; readonly signed: boolean },
): (x: number, y: number) => void {
  const [kind, status] = [(key >> 8) - 1, (key & 255) - 1];
  if (!signed && radius < LEAST_DISC_PX) {
    const side = 1.8 * radius;
    context.fillStyle = rgbText(statusAt(look.style, status).color[look.theme][kindAt(look.style, kind).id]);
    return (x, y) => context.fillRect(x - side / 2, y - side / 2, side, side);
  }
  // Whole px of the canvas, and no scaling: a tenth of the time.
  const ratio = context.getTransform().a;
  const image = signed ? signOf(look, kind, status, ratio) : discOf(look, kind, status, radius, ratio);
  const px = image.width / ratio;
  return (x, y) =>
    context.drawImage(
      image,
      Math.round((x - px / 2) * ratio) / ratio,
      Math.round((y - px / 2) * ratio) / ratio,
      px,
      px,
    );
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

const IMAGES = new WeakMap<Style, Map<string, HTMLCanvasElement>>();

/** An image `px` CSS px wide with `ratio` px of its own for each, made once. */
function kept(
  style: Style,
  name: string,
  [px, ratio]: readonly [number, number],
  draw: (context: Context) => void,
): HTMLCanvasElement {
  const key = `${name} ${ratio}`;
  const images = IMAGES.get(style) ?? new Map<string, HTMLCanvasElement>();
  IMAGES.set(style, images);
  let image = images.get(key);
  if (!image) {
    image = document.createElement("canvas");
    image.width = image.height = Math.ceil(px * ratio);
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
function discOf(
  { style, theme }: OwnLook,
  kind: number,
  status: number,
  radius: number,
  ratio: number,
): HTMLCanvasElement {
  const px = radius < LEAST_RIMMED_PX ? 2 * radius : 2 * radius + 2;
  return kept(style, `${theme} ${kind} ${status} ${radius}`, [px, ratio], (context) => {
    disc(context, px / 2, px / 2, style.palettes[theme]["casing"] ?? "");
    disc(context, px / 2, radius, rgbText(statusAt(style, status).color[theme][kindAt(style, kind).id]));
  });
}

/** The same with the sign of the kind in it. */
export function signOf({ style, theme }: OwnLook, kind: number, status: number, ratio: number): HTMLCanvasElement {
  return kept(style, `${theme} ${kind} ${status} sign`, [SIGNED_PX, ratio], (context) => {
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
