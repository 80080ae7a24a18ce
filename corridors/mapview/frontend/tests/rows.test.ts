import { describe, expect, test } from "vitest";
import { legsOf, namesOf } from "../src/compose";
import type { Position, StrandRow } from "../src/contract";
import { offsetOf, positionsOf, RowMaker } from "../src/rows";
import golden from "./offsets.json";
import { sample, segment, strand, TRUNK } from "./sample";

const ALL = new Set(["east", "west", "iron", "quay"]);
const rowsOf = (data = sample(), visible: ReadonlySet<string> = ALL) =>
  new RowMaker(data).make(visible, "light", 9, {});
const offsets = (...visible: string[]) =>
  Object.fromEntries(rowsOf(sample(), new Set(visible)).lines.map(({ corridor, offset }) => [corridor, offset + 0]));

test.each(golden.offsets)("offset of $corridor beside $beside is that of corridors/strands.py", (row) => {
  expect(offsetOf(row.corridor, row.beside, golden.spacing as [number, number][])).toBeCloseTo(row.offset, 9);
});

describe("side by side", () => {
  test.each([
    [["east", "west", "iron"], { east: -1.5, west: 0, iron: 1.5 }],
    [["east", "iron"], { east: -0.75, iron: 0.75 }],
    [["west", "iron"], { west: -0.75, iron: 0.75 }],
    [["iron"], { iron: 0 }],
  ])("of the three on the trunk, %j are centred on it", (visible, aside) => {
    expect(offsets(...visible)).toEqual(aside);
  });

  test("a reversed strand has path and offset mirrored, so it is drawn at the same place", () => {
    const beside = ["east", "west"];
    const one = strand("east-1", TRUNK, { beside });
    const [straight] = rowsOf(sample({ strands: [one] })).lines;
    const [mirrored] = rowsOf(sample({ strands: [{ ...one, reversed: true }] })).lines;
    expect(mirrored?.path).toEqual(straight?.path.toReversed());
    expect(mirrored?.offset).toBe(0.75);
    expect(straight?.offset).toBe(-0.75);
  });

  test("the dataset itself is left as it is", () => {
    const data = sample({ strands: [strand("east-1", TRUNK, { reversed: true })] });
    const before = structuredClone(data);
    rowsOf(data);
    expect(data).toEqual(before);
  });
});

describe("adjoining strands", () => {
  const NEXT: readonly Position[] = [
    [60, 40],
    [62, 38],
  ];
  const joined = [...TRUNK, [62, 38]];
  const first = strand("east-1", TRUNK);
  const cases: [string, StrandRow[], unknown[]][] = [
    ["with one offset are one row", [first, strand("east-1", NEXT)], [joined]],
    [
      "with one offset are one row though one is reversed",
      [first, strand("east-1", NEXT.toReversed(), { reversed: true })],
      [joined],
    ],
    [
      "whose companions are hidden are one row",
      [first, strand("east-1", NEXT, { beside: ["gone", "east"] })],
      [joined],
    ],
    ["with other offsets stay apart", [first, strand("east-1", NEXT, { beside: ["east", "west"] })], [TRUNK, NEXT]],
    ["of two segments stay apart", [first, strand("east-2", NEXT)], [TRUNK, NEXT]],
    ["that do not touch stay apart", [first, strand("east-1", NEXT.toReversed())], [TRUNK, NEXT.toReversed()]],
  ];
  test.each(cases)("%s", (_, strands, paths) => {
    const data = sample({ strands, segments: [segment("east-1"), segment("east-2")] });
    expect(rowsOf(data).lines.map((row) => row.path)).toEqual(paths);
  });
});

describe("rows", () => {
  test("hold what is visible only, and count its segments", () => {
    const rows = rowsOf(sample(), new Set(["west", "quay"]));
    expect(rows.lines.map((row) => row.corridor)).toEqual(["west"]);
    expect(rows.schematic.map((row) => row.corridor)).toEqual(["west"]);
    expect(rows.sites.map((row) => [row.corridor, row.at])).toEqual([["quay", [61, 25]]]);
    expect(rows.segments).toBe(2);
  });

  test.each([
    [["west"], 1],
    [["east", "quay"], 0],
    [[], 0],
  ])("with %j visible there are %d news", (visible, count) => {
    expect(rowsOf(sample(), new Set(visible)).news).toHaveLength(count);
  });

  test("look as their own status, kind and the theme say", () => {
    const rows = new RowMaker(sample()).make(ALL, "dark", 9, { port: "port.svg" });
    expect(rows.lines.map(({ color, weight, dash }) => [color, weight, dash])).toEqual([
      [[3, 3, 3], 1, [1, 1]],
      [[3, 3, 3], 0.8, [0.8, 1]],
      [[4, 4, 4], 0.8, [0.8, 1]],
    ]);
    expect(rows.sites[0]?.icon).toMatchObject({ id: "port-dark", url: "port.svg" });
  });

  test("a corridor is found by its id", () => {
    const maker = new RowMaker(sample());
    expect([maker.corridor("iron")?.kind, maker.corridor("gone"), maker.corridor(null)]).toEqual([
      "rail",
      undefined,
      undefined,
    ]);
  });

  test("positions of a corridor are those of its sites and strands alone", () => {
    expect(positionsOf(sample(), "quay")).toEqual([[61, 25]]);
    expect(positionsOf(sample(), "iron")).toEqual(TRUNK);
    expect(positionsOf(sample(), "gone")).toEqual([]);
  });
});

describe("what the panels are told", () => {
  test("legs by status, of what is seen only", () => {
    const data = sample();
    const seen = data.corridors.filter((row) => row.id !== "east");
    const { legs, schematic } = legsOf(data, seen);
    expect(Object.fromEntries(legs)).toEqual({ planned: 2, running: 1 });
    expect(schematic).toBe(1);
    expect(legsOf(data, [])).toEqual({ legs: new Map(), schematic: 0 });
  });

  test("names go to the site of a port and to the longest line of a pipeline", () => {
    const data = sample({
      segments: [segment("east-1"), segment("east-2", { at: [50, 40] }), segment("quay-1", { at: [61, 25] })],
      strands: [strand("east-1", TRUNK.slice(0, 2)), strand("east-1", TRUNK, { beside: ["west", "east"] })],
    });
    const seen = data.corridors.filter((row) => row.id === "east" || row.id === "quay");
    const [east, quay] = namesOf(seen, rowsOf(data), data.style.kinds, [9, 9, 9]);
    expect(east).toMatchObject({ id: "east", site: null, color: [1, 1, 1] });
    expect(east?.lines.map((line) => line.path.length)).toEqual([3, 2]);
    expect(quay).toMatchObject({ id: "quay", site: [61, 25], color: [9, 9, 9], lines: [] });
  });
});
