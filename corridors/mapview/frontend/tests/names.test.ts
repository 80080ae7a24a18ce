import { describe, expect, test } from "vitest";
import type { Position } from "../src/contract";
import { type Box, place, Room } from "../src/labels";
import { type CorridorName, corridorNames, type PlaceName, placeNames } from "../src/names";
import { Camera2D } from "../src/screen";

const SIZE = { width: 1000, height: 600 };
const SCREEN: Box = [0, 0, 1000, 600];
const view = (zoom: number) => new Camera2D({ lon: 55, lat: 40, zoom }, SIZE);
const measure = (text: string) => text.length * 7;
const corridor = (id: string, more: Partial<CorridorName> = {}): CorridorName => ({
  id,
  label: id,
  rank: 1,
  color: [0, 0, 0],
  lines: [
    {
      path: [
        [50, 40],
        [60, 40],
      ],
      offset: 0,
    },
  ],
  site: null,
  ...more,
});
const town = (name: string, at: Position, more: Partial<PlaceName> = {}): PlaceName => ({
  name,
  kind: "city",
  rank: 1,
  at,
  ...more,
});

describe("corridors", () => {
  test.each([
    [null, ["c:a", "c:c", "c:b"]],
    ["b", ["c:b", "c:a", "c:c"]],
    ["gone", ["c:a", "c:c", "c:b"]],
  ])("with %j selected come as %j", (chosen, keys) => {
    const corridors = [corridor("b", { rank: 2 }), corridor("c"), corridor("a")];
    expect(corridorNames(corridors, chosen, view(5), measure).map(({ key }) => key)).toEqual(keys);
    expect(corridors.map(({ id }) => id)).toEqual(["b", "c", "a"]);
  });

  test("out of sight, or with nothing drawn, have no name", () => {
    const away = { path: [[-50, -40] as const, [-60, -40] as const], offset: 0 };
    const none = [corridor("away", { lines: [away] }), corridor("bare", { lines: [] })];
    expect(corridorNames(none, null, view(5), measure)).toEqual([]);
  });

  test("are named beside their line, not on it", () => {
    const [name] = corridorNames([corridor("a", { label: "Trunk" })], null, view(5), measure);
    const [, y] = view(5).project([55, 40]);
    const first = name?.candidates.slice(0, 2) ?? [];
    expect(first.map((at) => [Math.round(at.x), Math.abs(at.y - y)])).toEqual([
      [500, 11],
      [500, 11],
    ]);
  });

  test("that are a site are named around it, clear of its disc", () => {
    const [name] = corridorNames([corridor("port", { site: [56, 41] })], null, view(5), measure);
    const [x, y] = view(5).project([56, 41]);
    expect(name?.candidates).toHaveLength(4);
    for (const at of name?.candidates ?? []) {
      const beside = Math.abs(at.x - x) - (name?.width ?? 0) / 2;
      const above = Math.abs(at.y - y) - (name?.height ?? 0) / 2;
      expect(Math.max(beside, above)).toBeGreaterThanOrEqual(12);
    }
  });
});

describe("places", () => {
  const shown = (row: PlaceName, zoom: number) => placeNames([row], view(zoom), measure).length;

  test.each([
    ["country", 1, 1.2],
    ["country", 4, 4.6],
    ["capital", 1, 2.5],
    ["city", 2, 3.1],
    ["city", 4, 6],
  ] as const)("a %s of rank %d shows from zoom %d on", (kind, rank, zoom) => {
    const row = town("Somewhere", [55, 40], { kind, rank });
    expect([shown(row, zoom - 0.01), shown(row, zoom)]).toEqual([0, 1]);
  });

  test("off the screen have no name", () => {
    expect(shown(town("Far", [-120, 40]), 5)).toBe(0);
  });

  test("countries come first, in capitals; two of one name have two keys", () => {
    const rows = [town("Mary", [54, 40]), town("Mary", [56, 40]), town("Iran", [55, 39], { kind: "country" })];
    const wanted = placeNames(rows, view(5), measure);
    expect(wanted.map(({ item }) => item.text)).toEqual(["IRAN", "Mary", "Mary"]);
    expect(new Set(wanted.map(({ key }) => key)).size).toBe(3);
  });
});

test("where there is room for one, corridors win over places, and the selected corridor over all", () => {
  const at: Position = [55, 40];
  const corridors = [corridor("gas", { site: at }), corridor("rail", { site: at, rank: 9 })];
  const winner = (chosen: string | null) => {
    const names = [
      ...corridorNames(corridors, chosen, view(5), measure),
      ...placeNames([town("Mary", at)], view(5), measure),
    ];
    // One place each, all the same.
    const same = names.map((name) => ({ ...name, candidates: [{ x: 500, y: 300, angle: 0 }] }));
    return place(same, new Room(), SCREEN).map(({ item }) => item.text);
  };
  expect([winner(null), winner("rail")]).toEqual([["gas"], ["rail"]]);
});
