import { describe, expect, test } from "vitest";
import { linePx } from "../src/camera";
import { distanceTo, hitsAt, REACH_PX } from "../src/hits";
import { RowMaker } from "../src/rows";
import { Camera2D } from "../src/screen";
import { sample } from "./sample";

const data = sample();
const rows = new RowMaker(data).make(new Set(data.corridors.map((row) => row.id)), "light", 9, {});
const view = new Camera2D({ lon: 55, lat: 40.5, zoom: 5 }, { width: 1000, height: 600 });
const [middle] = rows.lines.map((row) => row.path[1]);
const at = (dx: number, dy: number) => {
  const [x, y] = view.project(middle as readonly [number, number]);
  return hitsAt(rows, { news: true, own: [] }, view, x + dx, y + dy);
};

describe("distance to a stretch", () => {
  test.each([
    ["beside it", [5, 3], 0, 3],
    ["beyond its end", [13, 4], 0, 5],
    ["beside it, moved towards the point", [5, 3], 2, 1],
    ["beside it, moved away from the point", [5, 3], -2, 5],
  ] as const)("%s", (_, point, aside, distance) => {
    expect(distanceTo(point, [0, 0], [10, 0], aside)).toBeCloseTo(distance);
  });

  test("of no length is that to a point", () => {
    expect(distanceTo([3, 4], [0, 0], [0, 0], 0)).toBeCloseTo(5);
  });
});

describe("what lies under the pointer", () => {
  test("on a trunk is every corridor of it, the nearest first", () => {
    const found = at(0, 0);
    expect(new Set(found.map(({ layer }) => layer))).toEqual(new Set(["lines"]));
    expect(found.length).toBeGreaterThan(1);
    const reordered = at(0, -4).map(({ row }) => row);
    expect(reordered[0]).not.toBe(at(0, 4).map(({ row }) => row)[0]);
  });

  test.each([
    [REACH_PX.mouse - 1, true],
    [REACH_PX.mouse + 2 * linePx(view.zoom) + 2, false],
  ])("%d px away is a hit: %s", (away, hit) => {
    expect(at(0, away).length > 0).toBe(hit);
  });

  test("a finger reaches further than a mouse", () => {
    const [x, y] = view.project(middle as readonly [number, number]);
    const off = y - 2 * linePx(view.zoom) - REACH_PX.mouse - 2;
    expect(hitsAt(rows, { news: false, own: [] }, view, x, off, REACH_PX.mouse)).toEqual([]);
    expect(hitsAt(rows, { news: false, own: [] }, view, x, off, REACH_PX.touch).length).toBeGreaterThan(0);
  });

  test("on a site is the site alone", () => {
    const [site] = rows.sites;
    const [x, y] = view.project(site?.at ?? [0, 0]);
    expect(hitsAt(rows, { news: true, own: [] }, view, x, y).map(({ row }) => row)).toEqual([site]);
  });

  test("is no news while its places are switched off", () => {
    const [place] = rows.news;
    const [x, y] = view.project(place?.at ?? [0, 0]);
    expect(hitsAt(rows, { news: true, own: [] }, view, x, y).some(({ layer }) => layer === "news")).toBe(true);
    expect(hitsAt(rows, { news: false, own: [] }, view, x, y).some(({ layer }) => layer === "news")).toBe(false);
  });
});
