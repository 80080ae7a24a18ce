import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test, vi } from "vitest";
import { type Basemap, covers, scaleFor, unpack } from "../src/basemap";

vi.mock("virtual:basemaps", () => ({ BASEMAPS: { far: "", mid: "", near: "" } }));

const ASSETS = fileURLToPath(new URL("../../assets/", import.meta.url));
const SIZE = { width: 1000, height: 600 };

test.each([
  [
    "steps add up",
    [500, 400, 10, -5, -20, 0],
    10,
    [
      [50, 40],
      [51, 39.5],
      [49, 39.5],
    ],
  ],
  ["of nothing there is nothing", [], 10, []],
  ["a step cut in two is left out", [5, 4, 1], 1, [[5, 4]]],
])("unpacking: %s", (_, steps, precision, positions) => {
  expect(unpack(steps, precision)).toEqual(positions);
});

test.each([
  [1.2, "far"],
  [2.4, "mid"],
  [5.99, "mid"],
  [6, "near"],
])("at zoom %d the scale is %s", (zoom, scale) => {
  expect(scaleFor(zoom)).toBe(scale);
});

test.each([
  ["all of the screen is inside the box", { lon: 60, lat: 40, zoom: 6 }, true],
  ["the screen reaches over its west side", { lon: 22, lat: 40, zoom: 6 }, false],
  ["the screen reaches over its east side", { lon: 143, lat: 40, zoom: 6 }, false],
  ["the screen reaches over its south side", { lon: 60, lat: -9, zoom: 6 }, false],
  ["the screen reaches over its north side", { lon: 60, lat: 69, zoom: 6 }, false],
])("a basemap covers the map when %s", (_, camera, covered) => {
  expect(covers({ box: [20, -10, 145, 70] } as unknown as Basemap, camera, SIZE)).toBe(covered);
});

describe.each(["far", "mid", "near"])("the built basemap %s", (scale) => {
  const file = readdirSync(ASSETS).find((name) => name.startsWith(`basemap-${scale}-`)) ?? "";
  const { precision, layers, names } = JSON.parse(readFileSync(`${ASSETS}${file}`, "utf8"));

  test("unpacks to lines within the world, polygons closed", () => {
    for (const [layer, shapes] of Object.entries<number[][][]>(layers)) {
      const lines = shapes.flat().map((steps) => unpack(steps, precision));
      expect(lines.length, layer).toBeGreaterThan(0);
      const stray = lines.flat().filter(([lon, lat]) => Math.abs(lon) > 180 || Math.abs(lat) > 90);
      expect(stray, layer).toEqual([]);
      const open = lines.filter((line) => String(line[0]) !== String(line.at(-1)));
      if (layer === "land" || layer === "water") expect(open, layer).toEqual([]);
    }
  });

  test("has names in the order of their rank", () => {
    const ranks = names.map((row: [string, string, number]) => row[2]);
    expect(ranks).toEqual(ranks.toSorted());
    expect(ranks[0]).toBe(1);
  });
});
