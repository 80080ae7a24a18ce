/** The camera: Web Mercator with 512 px tiles, as deck.gl has it. World pixels have y downwards. */

import type { Camera, Position } from "./contract";

export const TILE_PX = 512;
export const MIN_ZOOM = 1.2;
export const MAX_ZOOM = 11;
const MOST_LAT = 85.051129;

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Px at each side that something covers. */
export interface Insets {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** West, south, east, north in degrees. */
export type Bounds = readonly [number, number, number, number];

export function toWorld([lon, lat]: Position, zoom: number): [number, number] {
  const scale = TILE_PX * 2 ** zoom;
  const held = Math.max(-MOST_LAT, Math.min(MOST_LAT, lat));
  const y = (1 - Math.asinh(Math.tan((held * Math.PI) / 180)) / Math.PI) / 2;
  return [((lon + 180) / 360) * scale, y * scale];
}

export function fromWorld([x, y]: readonly [number, number], zoom: number): [number, number] {
  const scale = TILE_PX * 2 ** zoom;
  const lat = (Math.atan(Math.sinh(Math.PI * (1 - (2 * y) / scale))) * 180) / Math.PI;
  return [(x / scale) * 360 - 180, lat];
}

export function pan(camera: Camera, dx: number, dy: number): Camera {
  const [x, y] = toWorld([camera.lon, camera.lat], camera.zoom);
  const [lon, lat] = fromWorld([x + dx, y + dy], camera.zoom);
  return held({ lon, lat, zoom: camera.zoom });
}

export function zoomed(camera: Camera, by: number): Camera {
  return held({ ...camera, zoom: camera.zoom + by });
}

/** A camera within the limits; lon in -180 to 180. */
export function held({ lon, lat, zoom }: Camera): Camera {
  const around = ((((lon + 180) % 360) + 360) % 360) - 180;
  return {
    lon: around === -180 && lon > 0 ? 180 : around,
    lat: Math.max(-80, Math.min(84, lat)),
    zoom: Math.max(MIN_ZOOM, Math.min(MAX_ZOOM, zoom)),
  };
}

/** "lon,lat,zoom" as the view string writes it. */
export function cameraText({ lon, lat, zoom }: Camera): string {
  return `${lon.toFixed(4)},${lat.toFixed(4)},${zoom.toFixed(2)}`;
}

export function boundsOf(positions: Iterable<Position>): Bounds | null {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [lon, lat] of positions) {
    [west, south, east, north] = [Math.min(west, lon), Math.min(south, lat), Math.max(east, lon), Math.max(north, lat)];
  }
  return west <= east ? [west, south, east, north] : null;
}

/** The camera that shows bounds in the uncovered part of the map. */
export function cameraFor([west, south, east, north]: Bounds, size: Size, insets: Insets, most = 7): Camera {
  const [x0, y0] = toWorld([west, north], 0);
  const [x1, y1] = toWorld([east, south], 0);
  const width = Math.max(60, size.width - insets.left - insets.right);
  const height = Math.max(60, size.height - insets.top - insets.bottom);
  const zoom = Math.min(most, Math.log2(width / Math.max(x1 - x0, 1e-9)), Math.log2(height / Math.max(y1 - y0, 1e-9)));
  const reached = Math.max(MIN_ZOOM, Math.min(MAX_ZOOM, zoom));
  const [cx, cy] = toWorld(fromWorld([(x0 + x1) / 2, (y0 + y1) / 2], 0), reached);
  const shifted: [number, number] = [cx + (insets.right - insets.left) / 2, cy + (insets.bottom - insets.top) / 2];
  const [lon, lat] = fromWorld(shifted, reached);
  return held({ lon, lat, zoom: reached });
}

/** Metres that a px spans at a latitude and zoom. */
export function metresPerPx(lat: number, zoom: number): number {
  return (Math.cos((lat * Math.PI) / 180) * 40075016.686) / (TILE_PX * 2 ** zoom);
}

/** Px of a full line: thin where the world is small, so that trunks stay apart. */
export function linePx(zoom: number): number {
  const px = zoom < 3.6 ? 1.3 + Math.max(0, zoom - 2.2) * 0.93 : 2.6 + Math.min(4, zoom - 3.6) * 0.25;
  return Math.round(px * 20) / 20;
}

/** The longest round length that a scale bar of at most `most` px can show, with its px. */
export function scaleBar(lat: number, zoom: number, most = 120): { readonly px: number; readonly words: string } {
  const metres = metresPerPx(lat, zoom) * most;
  const power = 10 ** Math.floor(Math.log10(metres));
  const round = ([5, 2, 1].find((step) => step * power <= metres) ?? 1) * power;
  const words = round >= 1000 ? `${(round / 1000).toLocaleString("en")} km` : `${round} m`;
  return { px: Math.round((round / metres) * most), words };
}

const AFTER_MAP = new Set(["labels", "news", "theme"]);

/** The query string with the key `map` set, or without it for null; the other pairs stay as they are written. */
export function withCamera(search: string, camera: Camera | null): string {
  const pairs = search
    .replace(/^\?/, "")
    .split("&")
    .filter((pair) => pair && !pair.startsWith("map="));
  if (camera) {
    const found = pairs.findIndex((pair) => AFTER_MAP.has(pair.split("=")[0] ?? ""));
    pairs.splice(found < 0 ? pairs.length : found, 0, `map=${encodeURIComponent(cameraText(camera))}`);
  }
  return pairs.length > 0 ? `?${pairs.join("&")}` : "";
}
