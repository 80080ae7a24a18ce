/** Greedy placement of names in screen space: who comes first gets the room. Pure; px throughout. */

/** left, top, right, bottom */
export type Box = readonly [number, number, number, number];

export interface Candidate {
  /** Where the middle of the text goes. */
  readonly x: number;
  readonly y: number;
  /** Radians, clockwise, between -π/2 and π/2. */
  readonly angle: number;
}

export interface Wanted<Item> {
  readonly item: Item;
  readonly key: string;
  readonly width: number;
  readonly height: number;
  /** In order of preference. */
  readonly candidates: readonly Candidate[];
}

export interface Placed<Item> {
  readonly item: Item;
  readonly key: string;
  readonly at: Candidate;
}

/** Boxes taken so far, in a grid, so that a box is compared with its neighbours only. */
export class Room {
  private static readonly CELL = 80;
  private readonly cells = new Map<string, Box[]>();

  private *near([left, top, right, bottom]: Box): Generator<Box[]> {
    for (let column = Math.floor(left / Room.CELL); column <= Math.floor(right / Room.CELL); column++) {
      for (let row = Math.floor(top / Room.CELL); row <= Math.floor(bottom / Room.CELL); row++) {
        const key = `${column},${row}`;
        const cell = this.cells.get(key) ?? [];
        if (cell.length === 0) this.cells.set(key, cell);
        yield cell;
      }
    }
  }

  take(box: Box): void {
    for (const cell of this.near(box)) cell.push(box);
  }

  has(box: Box): boolean {
    for (const cell of this.near(box)) {
      if (cell.some((o) => box[0] < o[2] && o[0] < box[2] && box[1] < o[3] && o[1] < box[3])) return false;
    }
    return true;
  }
}

/** Upright boxes that cover a turned text: one for level text, a row of them along a slope. */
export function boxesOf(at: Candidate, width: number, height: number): Box[] {
  const [half, tall] = [width / 2, height / 2];
  if (Math.abs(at.angle) < 0.05) return [[at.x - half, at.y - tall, at.x + half, at.y + tall]];
  const count = Math.max(1, Math.ceil(width / height));
  const step = width / count;
  const [cos, sin] = [Math.abs(Math.cos(at.angle)), Math.abs(Math.sin(at.angle))];
  const [across, down] = [(step / 2) * cos + tall * sin, (step / 2) * sin + tall * cos];
  return Array.from({ length: count }, (_, index) => {
    const along = -half + step * (index + 0.5);
    const [x, y] = [at.x + Math.cos(at.angle) * along, at.y + Math.sin(at.angle) * along];
    return [x - across, y - down, x + across, y + down] as const;
  });
}

/** Place what fits inside `within`, clear of what `room` has taken; a name keeps its `former` place if that is free. */
export function place<Item>(
  wanted: Iterable<Wanted<Item>>,
  room: Room,
  within: Box,
  former: ReadonlyMap<string, Candidate> = new Map(),
): Placed<Item>[] {
  const placed: Placed<Item>[] = [];
  for (const { item, key, width, height, candidates } of wanted) {
    const kept = former.get(key);
    for (const at of kept ? [kept, ...candidates] : candidates) {
      const boxes = boxesOf(at, width, height);
      const inside = boxes.every(
        (b) => b[0] >= within[0] && b[1] >= within[1] && b[2] <= within[2] && b[3] <= within[3],
      );
      if (!inside || !boxes.every((box) => room.has(box))) continue;
      for (const box of boxes) room.take(box);
      placed.push({ item, key, at });
      break;
    }
  }
  return placed;
}

export interface OnPath {
  readonly x: number;
  readonly y: number;
  readonly angle: number;
}

type Pixel = readonly [number, number];

/** Lengths from the start to each point of a path. */
export function lengths(path: readonly Pixel[]): number[] {
  let sum = 0;
  return path.map((here, index) => {
    const before = path[index - 1] ?? here;
    sum += Math.hypot(here[0] - before[0], here[1] - before[1]);
    return sum;
  });
}

/** The point of a path at a length from its start. */
export function pointAt(path: readonly Pixel[], sums: readonly number[], length: number): Pixel {
  const found = sums.findIndex((sum) => sum >= length);
  const after = found < 0 ? path.length - 1 : found;
  const [one, two] = [path[Math.max(0, after - 1)] ?? [0, 0], path[after] ?? [0, 0]];
  const [start, end] = [sums[Math.max(0, after - 1)] ?? 0, sums[after] ?? 0];
  const share = end > start ? Math.max(0, Math.min(1, (length - start) / (end - start))) : 0;
  return [one[0] + (two[0] - one[0]) * share, one[1] + (two[1] - one[1]) * share];
}

/** The middle and slope of a stretch of a path, if the path is straight enough there for a text of that width. */
export function straight(
  path: readonly Pixel[],
  sums: readonly number[],
  middle: number,
  width: number,
): OnPath | null {
  const [from, to] = [middle - width / 2, middle + width / 2];
  const total = sums[sums.length - 1] ?? 0;
  if (from < 0 || to > total) return null;
  const [a, b] = [pointAt(path, sums, from), pointAt(path, sums, to)];
  const chord = Math.hypot(b[0] - a[0], b[1] - a[1]);
  if (chord < width * 0.96) return null;
  const strays = [0.25, 0.5, 0.75].some((share) => {
    const [x, y] = pointAt(path, sums, from + width * share);
    return Math.abs((b[0] - a[0]) * (a[1] - y) - (a[0] - x) * (b[1] - a[1])) / chord > 5;
  });
  if (strays) return null;
  const angle = Math.atan2(b[1] - a[1], b[0] - a[0]);
  const upright = angle > Math.PI / 2 ? angle - Math.PI : angle < -Math.PI / 2 ? angle + Math.PI : angle;
  return { x: (a[0] + b[0]) / 2, y: (a[1] + b[1]) / 2, angle: upright };
}

/** Points every `step` px along a path, the first after half a step. */
export function every(path: readonly Pixel[], step: number): OnPath[] {
  const sums = lengths(path);
  const found: OnPath[] = [];
  for (let length = step / 2; length < (sums[sums.length - 1] ?? 0); length += step) {
    const [x, y] = pointAt(path, sums, length);
    const [ax, ay] = pointAt(path, sums, Math.max(0, length - 2));
    found.push({ x, y, angle: Math.atan2(y - ay, x - ax) });
  }
  return found;
}
