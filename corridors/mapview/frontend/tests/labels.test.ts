import { describe, expect, test } from "vitest";
import {
  type Box,
  boxesOf,
  type Candidate,
  every,
  lengths,
  place,
  pointAt,
  Room,
  straight,
  type Wanted,
} from "../src/labels";
import { randomOf } from "./sample";

type Pixel = readonly [number, number];

const WITHIN: Box = [0, 0, 600, 400];
const at = (x: number, y: number, angle = 0): Candidate => ({ x, y, angle });
const wanted = (key: string, ...candidates: Candidate[]): Wanted<string> => ({
  item: key,
  key,
  width: 80,
  height: 14,
  candidates,
});
const where = (placed: ReturnType<typeof place<string>>) => placed.map(({ key, at }) => [key, at.x, at.y]);

/** True when two turned texts lie on one another: no side of either parts them. */
function collide(one: Pixel[], other: Pixel[]): boolean {
  const parts = (ring: Pixel[]) =>
    ring.some(([x, y], index) => {
      const [nextX, nextY] = ring[(index + 1) % ring.length] as Pixel;
      const along = ([px, py]: Pixel) => px * (y - nextY) + py * (nextX - x);
      const [ours, theirs] = [one.map(along), other.map(along)];
      return Math.max(...ours) <= Math.min(...theirs) || Math.max(...theirs) <= Math.min(...ours);
    });
  return !parts(one) && !parts(other);
}

/** Corners of a text of a size, turned about its middle. */
function corners({ x, y, angle }: Candidate, width: number, height: number): Pixel[] {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const sides = [
    [-1, -1],
    [1, -1],
    [1, 1],
    [-1, 1],
  ] as const;
  return sides.map(([h, v]) => {
    const [dx, dy] = [(h * width) / 2, (v * height) / 2];
    return [x + cos * dx - sin * dy, y + sin * dx + cos * dy];
  });
}

describe("placing", () => {
  test.each([0, 1.2])("no two of many names lie on one another, sloping by up to %d", (slope) => {
    for (let seed = 1; seed <= 8; seed++) {
      const random = randomOf(seed);
      const names = Array.from({ length: 150 }, (_, index) => ({
        ...wanted(
          `${index}`,
          ...Array.from({ length: 3 }, () => at(random() * 600, random() * 400, (random() * 2 - 1) * slope)),
        ),
        width: 20 + random() * 90,
        height: 12 + random() * 4,
      }));
      const placed = place(names, new Room(), WITHIN);
      expect(placed.length).toBeGreaterThan(20);
      const texts = placed.map(({ key, at }) => {
        const { width = 0, height = 0 } = names.find((name) => name.key === key) ?? {};
        return corners(at, width, height);
      });
      const clashes = texts.flatMap((one, index) => texts.slice(index + 1).filter((other) => collide(one, other)));
      expect(clashes).toEqual([]);
      const inside = texts.flat().every(([x, y]) => x >= 0 && y >= 0 && x <= 600 && y <= 400);
      expect(inside).toBe(true);
    }
  });

  test("who comes first gets the room, who comes next the next place", () => {
    const names = [
      wanted("one", at(100, 100)),
      wanted("two", at(110, 104), at(300, 100)),
      wanted("three", at(90, 98), at(299, 99)),
    ];
    expect(where(place(names, new Room(), WITHIN))).toEqual([
      ["one", 100, 100],
      ["two", 300, 100],
    ]);
  });

  test("texts that touch are not on one another", () => {
    const names = [wanted("one", at(100, 100)), wanted("right", at(180, 100)), wanted("below", at(100, 114))];
    expect(place(names, new Room(), WITHIN)).toHaveLength(3);
  });

  test.each([
    ["is kept though another is preferred", at(300, 200), ["name", 300, 200]],
    ["is left when it is off the screen", at(590, 200), ["name", 100, 100]],
    ["is left when it is taken", at(420, 300), ["name", 100, 100]],
  ])("a former place %s", (_, former, found) => {
    const room = new Room();
    room.take([400, 290, 440, 310]);
    const placed = place([wanted("name", at(100, 100))], room, WITHIN, new Map([["name", former]]));
    expect(where(placed)).toEqual([found]);
  });

  test("what is taken counts across the cells of the grid, and below zero", () => {
    const room = new Room();
    room.take([-500, 30, 500, 40]);
    expect(room.has([-330, 35, -320, 45])).toBe(false);
    expect(room.has([479, 39, 700, 300])).toBe(false);
    expect(room.has([-330, 41, 700, 300])).toBe(true);
  });
});

test.each([0, 0.04, 0.3, 0.8, -1.5])("boxes of a text at a slope of %d cover all of it", (angle) => {
  // Text that is all but level has one level box, which its ends may leave by a px.
  const slack = Math.abs(angle) < 0.05 ? 2 : 1e-9;
  const boxes = boxesOf(at(200, 200, angle), 90, 15);
  const uncovered: Pixel[] = [];
  for (let along = -45; along <= 45; along += 1.5) {
    for (const across of [-7.5, 0, 7.5]) {
      const x = 200 + Math.cos(angle) * along - Math.sin(angle) * across;
      const y = 200 + Math.sin(angle) * along + Math.cos(angle) * across;
      const covered = boxes.some(
        ([left, top, right, bottom]) =>
          x >= left - slack && x <= right + slack && y >= top - slack && y <= bottom + slack,
      );
      if (!covered) uncovered.push([x, y]);
    }
  }
  expect(uncovered).toEqual([]);
});

describe("along a path", () => {
  const BENT: readonly Pixel[] = [
    [0, 0],
    [100, 0],
    [100, 50],
  ];
  const LEVEL: readonly Pixel[] = [
    [0, 10],
    [40, 10],
    [200, 10],
  ];

  test("lengths add up", () => {
    expect(lengths(BENT)).toEqual([0, 100, 150]);
    expect(lengths([])).toEqual([]);
  });

  test.each([
    [-5, [0, 0]],
    [0, [0, 0]],
    [60, [60, 0]],
    [100, [100, 0]],
    [120, [100, 20]],
    [999, [100, 50]],
  ])("the point at %d is %j", (length, point) => {
    expect(pointAt(BENT, lengths(BENT), length)).toEqual(point);
  });

  test("a point of a path that stands still is a number", () => {
    const still: readonly Pixel[] = [
      [7, 8],
      [7, 8],
    ];
    expect(pointAt(still, lengths(still), 0)).toEqual([7, 8]);
  });

  test.each([
    ["fits a straight stretch", LEVEL, 100, 80, { x: 100, y: 10, angle: 0 }],
    ["is upright on a line drawn from right to left", LEVEL.toReversed(), 100, 80, { x: 100, y: 10, angle: 0 }],
    ["fits where it just reaches both ends", LEVEL, 100, 200, { x: 100, y: 10, angle: 0 }],
    ["does not reach over an end", LEVEL, 100, 201, null],
    ["does not go round a corner", BENT, 100, 80, null],
    ["goes beside a corner", BENT, 50, 80, { x: 50, y: 0, angle: 0 }],
  ] as const)("a text %s", (_, path, middle, width, found) => {
    const along = straight(path, lengths(path), middle, width);
    if (!found) expect(along).toBeNull();
    else {
      expect(along?.x).toBeCloseTo(found.x, 9);
      expect(along?.y).toBeCloseTo(found.y, 9);
      expect(along?.angle).toBeCloseTo(found.angle, 9);
    }
  });

  test("a text is never upside down", () => {
    for (let turn = 0; turn < 24; turn++) {
      const angle = (turn * Math.PI) / 12 + 0.01;
      const path: readonly Pixel[] = [
        [0, 0],
        [Math.cos(angle) * 200, Math.sin(angle) * 200],
      ];
      const along = straight(path, lengths(path), 100, 80);
      expect(Math.abs(along?.angle ?? Number.NaN)).toBeLessThanOrEqual(Math.PI / 2);
      expect(Math.abs(Math.sin((along?.angle ?? Number.NaN) - angle))).toBeLessThan(1e-9);
    }
  });

  test.each<[string, readonly Pixel[]]>([
    ["one wide bend, though it hardly shortens the way", [0, 50, 100].map((x) => [x, x === 50 ? 8 : 0])],
    [
      "a zigzag, though it hardly leaves the middle",
      Array.from({ length: 41 }, (_, turn) => [turn * 4, (turn % 2) * 4]),
    ],
  ])("a text does not follow %s", (_, path) => {
    const sums = lengths(path);
    expect(straight(path, sums, (sums.at(-1) ?? 0) / 2, 90)).toBeNull();
  });

  test("points every so many px, the first after half a step, with the slope there", () => {
    expect(every(BENT, 40)).toEqual([
      { x: 20, y: 0, angle: 0 },
      { x: 60, y: 0, angle: 0 },
      { x: 100, y: 0, angle: 0 },
      { x: 100, y: 40, angle: Math.PI / 2 },
    ]);
    expect(every(BENT, 400)).toEqual([]);
    expect(every([], 40)).toEqual([]);
  });
});
