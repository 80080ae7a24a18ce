import { expect, test } from "vitest";
import type { Position } from "../src/contract";
import { atLevel, levelOf } from "../src/rows";

const path: Position[] = [
  [0, 0],
  [1, 1],
  [2, 1],
  [3, 0],
];

test.each([
  [0, [0, 3]],
  [4, [0, 2, 3]],
  [9, [0, 1, 2, 3]],
])("at level %d the points %j are drawn", (level, kept) => {
  expect(atLevel({ path, levels: "0940" }, level)).toEqual(kept.map((index) => path[index]));
});

test.each([
  [1.2, 2],
  [3, 3],
  [3.01, 4],
  [11, 9],
])("zoom %d has the detail of level %d", (zoom, level) => {
  expect(levelOf(zoom)).toBe(level);
});
