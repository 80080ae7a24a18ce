/** The parts of a user's layer as they come over the wire (layer_data.py). Pure, but for the fetching at the end. */

import { TILE_PX } from "./camera";
import { addressOf } from "./files";

/** Paths and points in whole units of a Web Mercator world of `TILE_PX` px; a point is a path of one position. */
export interface Geometry {
  /** Of each path: the row of its feature, and where its positions begin; one more start closes the last. */
  readonly rows: Uint32Array;
  readonly starts: Uint32Array;
  readonly xs: Int32Array;
  readonly ys: Int32Array;
  /** Px of the world at zoom 0 that a unit spans. */
  readonly unit: number;
  /** Of each path: left, top, right, bottom in world px at zoom 0. */
  readonly boxes: Float32Array;
}

/** What hovering says of the features of a layer, by row; kinds and statuses are numbers in the style table, -1: not known. */
export interface Words {
  readonly ids: readonly string[];
  readonly names: readonly string[];
  readonly kinds: readonly number[];
  readonly statuses: readonly number[];
  readonly capacities: readonly string[];
}

const DIGEST_BYTES = 32;
const HEAD_BYTES = 12;

/** Read a part with geometry. Throws when it is not whole. */
export function unpack(buffer: ArrayBuffer): Geometry {
  const body = buffer.slice(DIGEST_BYTES);
  const [paths = 0, positions = 0, bits = 0] = new Uint32Array(body, 0, 3);
  if (body.byteLength !== HEAD_BYTES + 8 * (paths + positions)) throw new Error("it came in parts only");
  const rows = new Uint32Array(body, HEAD_BYTES, paths);
  const counts = new Uint32Array(body, HEAD_BYTES + 4 * paths, paths);
  const planes = new Uint8Array(body, HEAD_BYTES + 8 * paths);
  const starts = new Uint32Array(paths + 1);
  for (let path = 0; path < paths; path++) starts[path + 1] = (starts[path] as number) + (counts[path] as number);
  const xs = summed(planes, 0, positions);
  const ys = summed(planes, positions, positions);
  const unit = TILE_PX / 2 ** bits;
  return { rows, starts, xs, ys, unit, boxes: boxesOf(starts, xs, ys, unit) };
}

/** Numbers from their steps, whose bytes stand in four planes and whose sign is in the lowest bit. */
function summed(planes: Uint8Array, from: number, count: number): Int32Array {
  const size = planes.length / 4;
  const found = new Int32Array(count);
  let sum = 0;
  for (let index = 0, at = from; index < count; index++, at++) {
    const step =
      (planes[at] as number) |
      ((planes[at + size] as number) << 8) |
      ((planes[at + 2 * size] as number) << 16) |
      ((planes[at + 3 * size] as number) << 24);
    sum += (step >>> 1) ^ -(step & 1);
    found[index] = sum;
  }
  return found;
}

function boxesOf(starts: Uint32Array, xs: Int32Array, ys: Int32Array, unit: number): Float32Array {
  const boxes = new Float32Array(4 * (starts.length - 1));
  for (let path = 0; path < starts.length - 1; path++) {
    let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
    for (let at = starts[path] as number; at < (starts[path + 1] as number); at++) {
      const [x, y] = [xs[at] as number, ys[at] as number];
      if (x < left) left = x;
      if (x > right) right = x;
      if (y < top) top = y;
      if (y > bottom) bottom = y;
    }
    boxes.set([left * unit, top * unit, right * unit, bottom * unit], 4 * path);
  }
  return boxes;
}

/** A mask of one bit a feature as one byte a feature; null: all. */
export function bitsOf(mask: string | null, count: number): Uint8Array {
  const found = new Uint8Array(count).fill(1);
  if (mask === null) return found;
  const bytes = atob(mask);
  for (let row = 0; row < count; row++) found[row] = (bytes.charCodeAt(row >> 3) >> (row & 7)) & 1;
  return found;
}

async function fetched(address: string): Promise<Response> {
  const answer = await fetch(addressOf(address));
  if (!answer.ok || !answer.body) throw new Error(`answered with ${answer.status}`);
  return new Response(answer.body.pipeThrough(new DecompressionStream("gzip")));
}

export const fetchGeometry = async (address: string): Promise<Geometry> =>
  unpack(await (await fetched(address)).arrayBuffer());

export const fetchWords = async (address: string): Promise<Words> => (await (await fetched(address)).json()) as Words;
