import { afterEach, describe, expect, test, vi } from "vitest";
import type { OwnLayer, Toggles } from "../src/contract";
import { Counter, levelFor, OwnLayers, type OwnPart, type OwnScene } from "../src/own";
import { crossesOf } from "../src/owncrosses";
import { ownHitsAt } from "../src/ownhits";
import { pathsInSight } from "../src/ownlook";
import { roomyPx } from "../src/ownpoints";
import { choicesOf, wordsOf } from "../src/picking";
import { RowMaker } from "../src/rows";
import { Camera2D } from "../src/screen";
import { EVERYTHING } from "../src/toggles";
import { unpack, type Words } from "../src/unpack";
import { packed, sample } from "./sample";

const data = sample();
// Kinds: gas, rail, port; statuses: running, planned.
const words: Words = {
  ids: ["a", "b", "c", "d"],
  names: ["A", "B", "C", "D"],
  kinds: [0, 1, -1, 0],
  statuses: [0, 1, 0, -1],
  capacities: ["33 bcm/y", "", "", ""],
};
const layer: OwnLayer = {
  id: "mine",
  name: "Mine",
  credit: "Mine: me",
  count: 4,
  mask: null,
  levels: [
    { zoom: 3, data: "far" },
    { zoom: 22, data: "near" },
  ],
  points: "points",
  words: "words",
};
const all = () => new Uint8Array(4).fill(1);
const counted = (toggles: Toggles, held = all(), isShown = true) => {
  const counter = new Counter(toggles, data.style);
  return { counter, ...counter.count(words, held, isShown) };
};

describe("what is shown", () => {
  test.each<[string, Toggles, number[]]>([
    ["everything", EVERYTHING, [1, 1, 1, 1]],
    ["of a kind, but not what is of no known kind", { ...EVERYTHING, kind: ["gas"] }, [1, 0, 0, 1]],
    ["of a status, but not what has no known one", { ...EVERYTHING, status: ["running"] }, [1, 0, 1, 0]],
    ["nothing", { ...EVERYTHING, kind: [] }, [0, 0, 0, 0]],
  ])("%s", (_, toggles, on) => {
    expect([...counted(toggles).on]).toEqual(on);
    expect(counted(toggles).counter.shown).toBe(on.filter(Boolean).length);
  });

  test("is never what a filter of the server holds back", () => {
    const { on, count } = counted(EVERYTHING, Uint8Array.of(0, 1, 1, 0));
    expect([[...on], count]).toEqual([[0, 1, 1, 0], 2]);
  });

  test("counts of a kind follow the statuses, and keep a switched-off one", () => {
    const { counter } = counted({ ...EVERYTHING, kind: ["rail"], status: ["running"] });
    expect(Object.fromEntries(counter.kinds)).toEqual({ "": 1, gas: 1, rail: 0 });
  });

  test("a layer that is off counts for itself alone", () => {
    const { counter, count } = counted(EVERYTHING, all(), false);
    expect([count, counter.shown, counter.kinds.size]).toEqual([4, 0, 0]);
  });
});

test.each([
  [1.2, "far"],
  [3, "far"],
  [3.01, "near"],
])("zoom %d needs the level %s", (zoom, level) => {
  expect(levelFor(layer, zoom)?.data).toBe(level);
});

describe("what is fetched", () => {
  afterEach(() => vi.unstubAllGlobals());
  const asked: string[] = [];
  const listen = () => {
    asked.length = 0;
    const failures: string[] = [];
    vi.stubGlobal("fetch", (address: URL) => {
      asked.push(`${address}`.split("/").at(-1) ?? "");
      return Promise.resolve({ ok: false, status: 404 });
    });
    vi.stubGlobal("window", {});
    const own = new OwnLayers({ came: () => undefined, failed: (_, said) => failures.push(said) });
    own.read([layer]);
    return { own, failures };
  };

  test("is the level that the zoom needs, once, and another when it needs another", () => {
    const { own } = listen();
    own.at(2, EVERYTHING, data.style);
    own.at(2.5, EVERYTHING, data.style);
    expect(asked).toEqual(["words", "points", "far"]);
    own.at(4, EVERYTHING, data.style);
    expect(asked.slice(3)).toEqual(["near"]);
  });

  test("is nothing of a layer that is switched off", () => {
    const { own } = listen();
    own.at(2, { ...EVERYTHING, layer: [] }, data.style);
    expect([asked, own.isWhole]).toEqual([[], true]);
  });

  test("and does not come is said, and not waited for", async () => {
    const { own, failures } = listen();
    own.at(2, EVERYTHING, data.style);
    expect(own.isWhole).toBe(false);
    await vi.waitFor(() => expect(own.isWhole).toBe(true));
    expect(new Set(failures)).toEqual(new Set(["answered with 404"]));
  });
});

const size = { width: 800, height: 600 };
const view = new Camera2D({ lon: 0, lat: 0, zoom: 0 }, size);
// The world is 512 px wide: its middle is at 256.
const lines = unpack(
  packed(
    [
      {
        row: 0,
        at: [
          [200, 256],
          [300, 256],
        ],
      },
      {
        row: 1,
        at: [
          [200, 260],
          [300, 260],
        ],
      },
      {
        row: 3,
        at: [
          [10, 10],
          [20, 20],
        ],
      },
    ],
    9,
  ),
);
const points = unpack(packed([{ row: 2, at: [[250, 280]] }], 9));
const part = (on = all()): OwnPart => ({ layer, words, lines, points, on });
const scene = (on = all()): OwnScene => ({ parts: [part(on)] }) as unknown as OwnScene;
const at = (x: number, y: number, on = all()) =>
  ownHitsAt(scene(on), view, x + view.left, y + view.top, 7).map(({ row }) => row);

describe("what lies under the pointer", () => {
  test.each<[string, number, number, number[]]>([
    ["both lines, the nearest first", 250, 261, [1, 0]],
    ["a point, by its disc", 250, 288, [2]],
    ["nothing beyond the end of a line", 320, 256, []],
  ])("%s", (_, x, y, rows) => {
    expect(at(x, y)).toEqual(rows);
  });

  test("is not what is switched off", () => {
    expect(at(250, 261, Uint8Array.of(1, 0, 1, 1))).toEqual([0]);
  });

  test("is also found in a copy of the world", () => {
    expect(at(250 + 512, 256)).toContain(0);
  });

  test("says name, what is known, and whose it is", () => {
    const maker = new RowMaker(data);
    const hit = { layer: "own", row: { part: part(), row: 0, distance: 0 } } as const;
    expect(wordsOf(hit, maker, data.style)).toEqual({ name: "A", fact: "gas, running, 33 bcm/y\nMine, your layer" });
    const [choice] = choicesOf([hit], maker, data, "dark");
    expect(choice?.change).toEqual({ corridor: null, feature: "mine/a" });
    const bare = { layer: "own", row: { part: part(), row: 2, distance: 0 } } as const;
    expect(wordsOf(bare, maker, data.style)?.fact).toBe("no kind, running\nMine, your layer");
    const unsaid = { layer: "own", row: { part: part(), row: 3, distance: 0 } } as const;
    expect(wordsOf(unsaid, maker, data.style)?.fact).toContain("status not known");
  });
});

test("paths in sight are those near the frame", () => {
  const close = new Camera2D({ lon: 0, lat: 0, zoom: 3 }, size);
  expect(pathsInSight(lines, all(), close, close.left)).toEqual([0, 1]);
  expect(pathsInSight(lines, Uint8Array.of(0, 1, 1, 1), close, close.left)).toEqual([1]);
});

test("discs shrink where points are many", () => {
  expect(roomyPx(4, 100, size)).toBeGreaterThan(roomyPx(4, 50_000, size));
  expect(roomyPx(4, 1e9, size)).toBeGreaterThan(0.5);
});

test("crosses stand evenly along a line, over its bends, and nowhere out of the frame", () => {
  const bent = unpack(
    packed(
      [
        {
          row: 0,
          at: [
            [200, 256],
            [230, 256],
            [230, 286],
          ],
        },
      ],
      9,
    ),
  );
  const places = crossesOf(bent, 0, view, view.left).map((value, index) =>
    Math.round(value - (index % 2 === 0 ? view.left : view.top)),
  );
  // 11, 33 and 55 px along 60.
  expect(places).toEqual([211, 256, 230, 259, 230, 281]);
  const close = new Camera2D({ lon: 170, lat: -80, zoom: 6 }, size);
  expect(crossesOf(bent, 0, close, close.left)).toEqual([]);
});

test("a layer that is switched off counts what the filters leave of it", () => {
  const own = new OwnLayers({ came: () => undefined, failed: () => undefined });
  own.read([{ ...layer, mask: btoa(String.fromCharCode(0b0110)) }]);
  expect(own.at(2, { ...EVERYTHING, layer: [] }, data.style).tallies[0]?.count).toBe(2);
});
