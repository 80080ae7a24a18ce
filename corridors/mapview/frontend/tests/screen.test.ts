import { describe, expect, test } from "vitest";
import { fromWorld } from "../src/camera";
import type { Position } from "../src/contract";
import { lengths } from "../src/labels";
import { Camera2D, screenLine } from "../src/screen";
import { randomOf } from "./sample";

const SIZE = { width: 400, height: 300 };
const CAMERA = { lon: 55, lat: 40, zoom: 4 };
const view = new Camera2D(CAMERA, SIZE);
/** The position at a px of the screen. */
const ground = ([x, y]: readonly [number, number]): Position =>
  fromWorld([(x - view.left) / view.scale, (y - view.top) / view.scale], 0);
const runsOf = (pixels: readonly (readonly [number, number])[], margin = 0) =>
  screenLine({ path: pixels.map(ground), offset: 0 }, view, margin).map((run) =>
    run.map(([x, y]) => [Math.round(x), Math.round(y)]),
  );

test.each([
  [[0, 0], 0, true],
  [[400, 300], 0, true],
  [[-1, 100], 0, false],
  [[-1, 100], 5, true],
  [[100, 306], 5, false],
] as const)("%j with a margin of %d is seen: %j", (at, margin, seen) => {
  expect(view.sees(at, margin)).toBe(seen);
});

describe("a line on the screen", () => {
  test.each<[string, [number, number][], [number, number][][]]>([
    [
      "inside is whole",
      [
        [10, 10],
        [200, 150],
        [390, 290],
      ],
      [
        [
          [10, 10],
          [200, 150],
          [390, 290],
        ],
      ],
    ],
    [
      "with no vertex on the screen is still a run",
      [
        [-100, 100],
        [500, 100],
      ],
      [
        [
          [0, 100],
          [400, 100],
        ],
      ],
    ],
    [
      "is cut where it leaves",
      [
        [200, 150],
        [200, 900],
      ],
      [
        [
          [200, 150],
          [200, 300],
        ],
      ],
    ],
    [
      "is cut at both sides",
      [
        [-100, 50],
        [500, 250],
      ],
      [
        [
          [0, 83],
          [400, 217],
        ],
      ],
    ],
    [
      "beside the screen is no run",
      [
        [-50, 10],
        [-50, 290],
      ],
      [],
    ],
    [
      "past a corner is no run",
      [
        [-100, 60],
        [60, -120],
      ],
      [],
    ],
    [
      "that leaves and comes back is two runs, the longest first",
      [
        [350, 50],
        [450, 50],
        [450, 200],
        [10, 200],
      ],
      [
        [
          [400, 200],
          [10, 200],
        ],
        [
          [350, 50],
          [400, 50],
        ],
      ],
    ],
    ["of one point is no run", [[100, 100]], []],
  ])("%s", (_, pixels, runs) => {
    expect(runsOf(pixels)).toEqual(runs);
  });

  test("a margin widens the screen", () => {
    expect(
      runsOf(
        [
          [-100, 100],
          [500, 100],
        ],
        20,
      ),
    ).toEqual([
      [
        [-20, 100],
        [420, 100],
      ],
    ]);
  });

  test("moves with the camera, though its px are remembered", () => {
    const path = [ground([100, 100]), ground([200, 100])];
    const first = screenLine({ path, offset: 0 }, view);
    const moved = new Camera2D({ ...CAMERA, lon: CAMERA.lon + 1 }, SIZE);
    const [x = 0] = screenLine({ path, offset: 0 }, moved)[0]?.[0] ?? [];
    expect(x - (first[0]?.[0]?.[0] ?? 0)).toBeCloseTo((-512 * 2 ** 4) / 360, 6);
  });

  test("every run is on the screen, and all together are as long as what is seen of the line", () => {
    const random = randomOf(3);
    for (let turn = 0; turn < 100; turn++) {
      const pixels = Array.from({ length: 6 }, () => [random() * 800 - 200, random() * 700 - 200] as const);
      const runs = screenLine({ path: pixels.map(ground), offset: 0 }, view);
      for (const [x, y] of runs.flat()) {
        expect(view.sees([x, y], 1e-6)).toBe(true);
      }
      const spans = runs.map((run) => lengths(run).at(-1) ?? 0);
      expect(spans).toEqual([...spans].sort((one, two) => two - one));
      const sampled = lengths(pixels).at(-1) ?? 0;
      let seen = 0;
      pixels.slice(1).forEach(([bx, by], index) => {
        const [ax, ay] = pixels[index] as readonly [number, number];
        for (let step = 0.5; step < 400; step++) {
          const at = [ax + ((bx - ax) * step) / 400, ay + ((by - ay) * step) / 400] as const;
          if (view.sees(at)) seen += Math.hypot(bx - ax, by - ay) / 400;
        }
      });
      expect(Math.abs(spans.reduce((sum, span) => sum + span, 0) - seen)).toBeLessThan(sampled * 0.01 + 1);
    }
  });
});
