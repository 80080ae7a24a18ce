/** The basemap: one asset a scale, fetched once, drawn on a 2D canvas under the corridors. */

import { BASEMAPS } from "virtual:basemaps";
import { type Size, toWorld } from "./camera";
import type { Camera, Position } from "./contract";
import { addressOf } from "./files";
import type { PlaceName } from "./names";
import { Camera2D } from "./screen";

export type Scale = "far" | "mid" | "near";

const LAYERS = ["land", "water", "rivers", "borders", "disputed"] as const;
type Layer = (typeof LAYERS)[number];

/** Coordinates are whole numbers of 1/`precision` degrees, each but the first as the step from the one before. */
interface Packed {
  readonly precision: number;
  readonly box: readonly [number, number, number, number];
  readonly names: readonly (readonly [string, PlaceName["kind"], number, number, number])[];
  readonly layers: Readonly<Record<Layer, readonly (readonly (readonly number[])[])[]>>;
}

interface Shape {
  readonly path: Path2D;
  /** left, top, right, bottom in world px at zoom 0. */
  readonly box: readonly [number, number, number, number];
}

export interface Basemap {
  readonly box: readonly [number, number, number, number];
  readonly names: readonly PlaceName[];
  readonly layers: Readonly<Record<Layer, readonly Shape[]>>;
}

/** Positions of one ring or line. */
export function unpack(steps: readonly number[], precision: number): Position[] {
  const found: Position[] = [];
  let [x, y] = [0, 0];
  for (let index = 0; index + 1 < steps.length; index += 2) {
    x += steps[index] ?? 0;
    y += steps[index + 1] ?? 0;
    found.push([x / precision, y / precision]);
  }
  return found;
}

function shapeOf(rings: readonly (readonly number[])[], precision: number, closed: boolean): Shape {
  const path = new Path2D();
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const ring of rings) {
    unpack(ring, precision).forEach((at, index) => {
      const [x, y] = toWorld(at, 0);
      [left, top, right, bottom] = [Math.min(left, x), Math.min(top, y), Math.max(right, x), Math.max(bottom, y)];
      if (index === 0) path.moveTo(x, y);
      else path.lineTo(x, y);
    });
    if (closed) path.closePath();
  }
  return { path, box: [left, top, right, bottom] };
}

const LOADED = new Map<Scale, Promise<Basemap>>();

/** The basemap of a scale; fetched once a page, and again only after a failure. */
export function loadBasemap(scale: Scale): Promise<Basemap> {
  let loading = LOADED.get(scale);
  if (!loading) {
    loading = fetchBasemap(scale);
    LOADED.set(scale, loading);
    loading.catch(() => LOADED.delete(scale));
  }
  return loading;
}

async function fetchBasemap(scale: Scale): Promise<Basemap> {
  const answer = await fetch(addressOf(BASEMAPS[scale]));
  if (!answer.ok) throw new Error(`The basemap (${scale}) was answered with ${answer.status}`);
  const packed = (await answer.json()) as Packed;
  const shapes = (layer: Layer) =>
    packed.layers[layer].map((rings) => shapeOf(rings, packed.precision, layer === "land" || layer === "water"));
  return {
    box: packed.box,
    names: packed.names.map(([name, kind, rank, lon, lat]) => ({ name, kind, rank, at: [lon, lat] as const })),
    layers: Object.fromEntries(LAYERS.map((layer) => [layer, shapes(layer)])) as unknown as Basemap["layers"],
  };
}

/** The scale for a camera: light when far, detailed when near and inside the box that the near scale covers. */
export function scaleFor(zoom: number): Scale {
  return zoom < 2.4 ? "far" : zoom < 6 ? "mid" : "near";
}

export function covers(basemap: Basemap, camera: Camera, size: Size): boolean {
  const view = new Camera2D(camera, size);
  const [west, south, east, north] = basemap.box;
  const [[left, bottom], [right, top]] = [view.project([west, south]), view.project([east, north])];
  return left <= 0 && top <= 0 && right >= size.width && bottom >= size.height;
}

type Palette = Readonly<Record<string, string>>;
type Context = CanvasRenderingContext2D;

/** Draw one basemap for a camera; `ratio` is canvas px a CSS px. */
export function drawBasemap(
  context: Context,
  basemap: Basemap | null,
  view: Camera2D,
  palette: Palette,
  ratio: number,
): void {
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.fillStyle = palette["sea"] ?? "";
  context.fillRect(0, 0, context.canvas.width, context.canvas.height);
  if (!basemap) return;
  const around = 512 * view.scale;
  for (const turn of [-1, 0, 1]) {
    const left = view.left + turn * around;
    if (left > view.width || left + around < 0) continue;
    context.setTransform(view.scale * ratio, 0, 0, view.scale * ratio, left * ratio, view.top * ratio);
    drawCopy(context, basemap, { left: -left / view.scale, top: -view.top / view.scale }, view, palette);
  }
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.setLineDash([]);
}

function drawCopy(
  context: Context,
  basemap: Basemap,
  origin: { readonly left: number; readonly top: number },
  view: Camera2D,
  palette: Palette,
): void {
  const [right, bottom] = [origin.left + view.width / view.scale, origin.top + view.height / view.scale];
  const seen = ({ box }: Shape) => box[0] <= right && box[2] >= origin.left && box[1] <= bottom && box[3] >= origin.top;
  const px = 1 / view.scale;
  const fill = (layer: Layer, color: string | undefined) => {
    context.fillStyle = color ?? "";
    for (const shape of basemap.layers[layer]) if (seen(shape)) context.fill(shape.path, "evenodd");
  };
  const stroke = (layer: Layer, color: string | undefined, width: number, dash: readonly number[] = []) => {
    context.strokeStyle = color ?? "";
    context.lineWidth = width * px;
    context.setLineDash(dash.map((part) => part * px));
    for (const shape of basemap.layers[layer]) if (seen(shape)) context.stroke(shape.path);
  };
  context.lineJoin = "round";
  fill("land", palette["land"]);
  fill("water", palette["sea"]);
  stroke("rivers", palette["river"], 0.9);
  stroke("borders", palette["border"], 0.9);
  stroke("disputed", palette["disputed"], 1.1, [4, 3]);
}
