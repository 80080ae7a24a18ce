/** Positions and lines on the screen at one camera. */

import { type Size, toWorld } from "./camera";
import type { Camera, Position } from "./contract";

type Pixel = readonly [number, number];

export interface Line {
  readonly path: readonly Position[];
  /** In full line widths. */
  readonly offset: number;
}

const WORLD = new WeakMap<readonly Position[], Pixel[]>();

/** World px of a path at zoom 0, worked out once a path. */
export function worldOf(path: readonly Position[]): Pixel[] {
  let world = WORLD.get(path);
  if (!world) {
    world = path.map((at) => toWorld(at, 0));
    WORLD.set(path, world);
  }
  return world;
}

export class Camera2D {
  readonly zoom: number;
  readonly width: number;
  readonly height: number;
  /** Px of a world px at zoom 0, and the world's origin on the screen. */
  readonly scale: number;
  readonly left: number;
  readonly top: number;

  constructor(camera: Camera, size: Size) {
    this.zoom = camera.zoom;
    this.width = size.width;
    this.height = size.height;
    this.scale = 2 ** camera.zoom;
    const [x, y] = toWorld([camera.lon, camera.lat], 0);
    this.left = size.width / 2 - x * this.scale;
    this.top = size.height / 2 - y * this.scale;
  }

  project(at: Position): [number, number] {
    const [x, y] = toWorld(at, 0);
    return [x * this.scale + this.left, y * this.scale + this.top];
  }

  sees([x, y]: Pixel, margin = 0): boolean {
    return x >= -margin && y >= -margin && x <= this.width + margin && y <= this.height + margin;
  }
}

/** The shares of a stretch from `a` to `b` between which it is inside the box (Liang and Barsky, 1984), or null. */
function clip(a: Pixel, b: Pixel, [left, top, right, bottom]: readonly number[]): [number, number] | null {
  let [from, to] = [0, 1];
  const sides = [
    [a[0] - b[0], a[0] - (left ?? 0)],
    [b[0] - a[0], (right ?? 0) - a[0]],
    [a[1] - b[1], a[1] - (top ?? 0)],
    [b[1] - a[1], (bottom ?? 0) - a[1]],
  ] as const;
  for (const [towards, room] of sides) {
    if (towards === 0 && room < 0) return null;
    const share = room / towards;
    if (towards < 0) from = Math.max(from, share);
    if (towards > 0) to = Math.min(to, share);
  }
  return from < to ? [from, to] : null;
}

const between = (a: Pixel, b: Pixel, share: number): Pixel => [
  a[0] + (b[0] - a[0]) * share,
  a[1] + (b[1] - a[1]) * share,
];

const spanOf = (run: readonly Pixel[]): number =>
  run.reduce((sum, here, index) => {
    const before = run[index - 1] ?? here;
    return sum + Math.hypot(here[0] - before[0], here[1] - before[1]);
  }, 0);

/** The runs of a line that are on the screen, in px, the longest first. */
export function screenLine(line: Line, view: Camera2D, margin = 0): Pixel[][] {
  const box = [-margin, -margin, view.width + margin, view.height + margin];
  const points = worldOf(line.path).map(([x, y]): Pixel => [x * view.scale + view.left, y * view.scale + view.top]);
  const runs: Pixel[][] = [];
  let open: Pixel[] | null = null;
  for (let index = 1; index < points.length; index++) {
    const [a, b] = [points[index - 1] as Pixel, points[index] as Pixel];
    const shares = clip(a, b, box);
    if (!shares) {
      open = null;
      continue;
    }
    if (!open || shares[0] > 0) {
      open = [between(a, b, shares[0])];
      runs.push(open);
    }
    open.push(between(a, b, shares[1]));
    if (shares[1] < 1) open = null;
  }
  return runs.sort((one, two) => spanOf(two) - spanOf(one));
}
