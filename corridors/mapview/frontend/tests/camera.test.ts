import { describe, expect, test } from "vitest";
import {
  type Bounds,
  boundsOf,
  cameraFor,
  cameraText,
  fromWorld,
  held,
  linePx,
  MAX_ZOOM,
  MIN_ZOOM,
  metresPerPx,
  pan,
  scaleBar,
  toWorld,
  withCamera,
  zoomed,
} from "../src/camera";
import type { Position } from "../src/contract";
import { Camera2D } from "../src/screen";
import { cameraOn, isInSight, seenShare } from "../src/sight";
import { randomOf } from "./sample";

const SIZE = { width: 1000, height: 600 };
const BARE = { left: 0, right: 0, top: 0, bottom: 0 };
const AT = { lon: 57, lat: 37.2, zoom: 3.2 };
const CORNERS = ([west, south, east, north]: Bounds): Position[] => [
  [west, south],
  [west, north],
  [east, south],
  [east, north],
];

describe("Web Mercator", () => {
  test.each([
    [[0, 0], 0, [256, 256]],
    [[-180, 85.051129], 0, [0, 0]],
    [[180, -85.051129], 1, [1024, 1024]],
    [[90, 90], 0, [384, 0]],
  ] as const)("%j at zoom %d is %j", ([lon, lat], zoom, [x, y]) => {
    const world = toWorld([lon, lat], zoom);
    expect(world[0]).toBeCloseTo(x, 4);
    expect(world[1]).toBeCloseTo(y, 4);
  });

  test("there and back is the same place", () => {
    const random = randomOf(1);
    for (let turn = 0; turn < 200; turn++) {
      const [lon, lat, zoom] = [random() * 360 - 180, random() * 170 - 85, random() * 11];
      const back = fromWorld(toWorld([lon, lat], zoom), zoom);
      expect(back[0]).toBeCloseTo(lon, 8);
      expect(back[1]).toBeCloseTo(lat, 8);
    }
  });

  test("the camera's own place is the middle of the screen, north is up", () => {
    const [x, y] = new Camera2D(AT, SIZE).project([AT.lon, AT.lat]);
    expect([x, y]).toEqual([500, 300]);
    expect(new Camera2D(AT, SIZE).project([AT.lon + 1, AT.lat + 1])[0]).toBeGreaterThan(x);
    expect(new Camera2D(AT, SIZE).project([AT.lon + 1, AT.lat + 1])[1]).toBeLessThan(y);
  });
});

test("panning moves by px, and back again", () => {
  const there = pan(AT, 120, -80);
  const [x, y] = new Camera2D(there, SIZE).project([AT.lon, AT.lat]);
  expect(x).toBeCloseTo(380, 6);
  expect(y).toBeCloseTo(380, 6);
  expect(cameraText(pan(there, -120, 80))).toBe(cameraText(AT));
});

test.each([
  [
    { lon: 190, lat: 0, zoom: 3 },
    { lon: -170, lat: 0, zoom: 3 },
  ],
  [
    { lon: -540.5, lat: 0, zoom: 3 },
    { lon: 179.5, lat: 0, zoom: 3 },
  ],
  [
    { lon: 180, lat: 0, zoom: 3 },
    { lon: 180, lat: 0, zoom: 3 },
  ],
  [
    { lon: 0, lat: 89, zoom: 40 },
    { lon: 0, lat: 84, zoom: MAX_ZOOM },
  ],
  [
    { lon: 0, lat: -89, zoom: 0 },
    { lon: 0, lat: -80, zoom: MIN_ZOOM },
  ],
])("%j is held to %j", (camera, within) => {
  expect(held(camera)).toEqual(within);
});

test("zooming stops at the limits", () => {
  expect([zoomed(AT, 1).zoom, zoomed(AT, 99).zoom, zoomed(AT, -99).zoom]).toEqual([4.2, MAX_ZOOM, MIN_ZOOM]);
});

describe("bounds", () => {
  test("hold every position; of none there are none", () => {
    const positions: Position[] = [
      [50, 40],
      [-3, 41],
      [61, -25],
    ];
    expect(boundsOf(positions)).toEqual([-3, -25, 61, 41]);
    expect(boundsOf([])).toBeNull();
  });

  test.each([
    ["wide", [20, 10, 120, 60], BARE],
    ["tall", [50, -40, 55, 65], BARE],
    ["beside a legend and a card", [40, 20, 75, 50], { left: 260, right: 380, top: 40, bottom: 50 }],
    ["under a tall panel", [40, 20, 75, 50], { left: 0, right: 0, top: 300, bottom: 20 }],
  ] as const)("%s are all shown in the uncovered part, and fill it one way", (_, bounds, insets) => {
    const camera = cameraFor(bounds, SIZE, insets);
    const [left, top, right, bottom] = [
      ...new Camera2D(camera, SIZE).project([bounds[0], bounds[3]]),
      ...new Camera2D(camera, SIZE).project([bounds[2], bounds[1]]),
    ] as [number, number, number, number];
    const rooms = [left - insets.left, SIZE.width - insets.right - right];
    const roomsDown = [top - insets.top, SIZE.height - insets.bottom - bottom];
    expect(Math.min(...rooms, ...roomsDown)).toBeCloseTo(0, 6);
    expect(rooms[0]).toBeCloseTo(rooms[1] ?? Number.NaN, 6);
    expect(roomsDown[0]).toBeCloseTo(roomsDown[1] ?? Number.NaN, 6);
  });

  test("of one place are not zoomed into without end", () => {
    const camera = cameraFor([61, 25, 61, 25], SIZE, BARE);
    expect(camera.lon).toBeCloseTo(61, 8);
    expect(camera.lat).toBeCloseTo(25, 8);
    expect([camera.zoom, cameraFor([61, 25, 61, 25], SIZE, BARE, 5).zoom]).toEqual([7, 5]);
  });

  test("fit even where panels leave no room", () => {
    expect(cameraFor([40, 20, 75, 50], { width: 300, height: 40 }, { ...BARE, right: 380 }).zoom).toBe(MIN_ZOOM);
  });
});

describe("in sight", () => {
  const across: Position[] = [0, 250, 500, 999].map((x) => {
    const [cx, cy] = toWorld([AT.lon, AT.lat], AT.zoom);
    return fromWorld([cx + x - 500, cy], AT.zoom);
  });

  test.each([
    [BARE, 1],
    [{ ...BARE, right: 400 }, 0.75],
    [{ ...BARE, left: 260, right: 400 }, 0.25],
    [{ ...BARE, top: 301 }, 0],
  ])("with %j covered, %d of the route is seen", (insets, share) => {
    // A hair inside, so that rounding does not put the first one outside.
    expect(seenShare(across, { ...AT, lon: AT.lon - 1e-9 }, SIZE, insets)).toBe(share);
  });

  test("of no positions none is seen", () => {
    expect(seenShare([], AT, SIZE, BARE)).toBe(0);
  });

  test.each([
    ["a quarter of the route in sight is enough", across, SIZE, 700, true],
    ["less is not", across, SIZE, 1000, false],
    ["no route needs no flight", [], SIZE, 0, true],
    ["nor does a map that is not laid out yet", across, { width: 0, height: 0 }, 0, true],
  ])("%s", (_, positions, size, card, seen) => {
    expect(isInSight(positions, { ...AT, lon: AT.lon - 1e-9 }, size, { legend: 260, card })).toBe(seen);
  });

  test("a flight ends with the whole route beside legend and card", () => {
    const bounds: Bounds = [45, 25, 70, 45];
    const camera = cameraOn(CORNERS(bounds), SIZE, { legend: 260, card: 380 });
    expect(camera && seenShare(CORNERS(bounds), camera, SIZE, { left: 260, right: 380, top: 0, bottom: 0 })).toBe(1);
    expect(cameraOn([], SIZE, { legend: 0, card: 0 })).toBeNull();
  });
});

describe("scale bar", () => {
  test("metres per px: the equator once around at zoom 0, half of it at 60 degrees", () => {
    expect(metresPerPx(0, 0) * 512).toBeCloseTo(40075016.686, 2);
    expect(metresPerPx(60, 4) / metresPerPx(0, 4)).toBeCloseTo(0.5, 9);
  });

  test("is round, true to scale, and never wider than it may be", () => {
    const random = randomOf(2);
    for (let turn = 0; turn < 300; turn++) {
      const [lat, zoom, most] = [random() * 160 - 80, 1.2 + random() * 9.8, 60 + random() * 200];
      const { px, words } = scaleBar(lat, zoom, most);
      const [, number, unit] = /^([\d,]+) (k?m)$/.exec(words) ?? [];
      const metres = Number(number?.replaceAll(",", "")) * (unit === "km" ? 1000 : 1);
      expect(`${metres}`).toMatch(/^[125]0*$/);
      expect(Math.abs(px - metres / metresPerPx(lat, zoom))).toBeLessThanOrEqual(0.5 + 1e-9);
      expect(px).toBeLessThanOrEqual(Math.round(most));
      expect(px).toBeGreaterThan(most / 2.5 - 1);
    }
  });

  test.each([
    [0, 3.2, "1,000 km"],
    [37.2, 8, "20 km"],
    [80, 11, "500 m"],
  ])("at lat %d and zoom %d it reads %s", (lat, zoom, words) => {
    expect(scaleBar(lat, zoom).words).toBe(words);
  });
});

test("lines never get thinner while zooming in", () => {
  const widths = Array.from({ length: 99 }, (_, step) => linePx(1.2 + step / 10));
  expect(widths).toEqual([...widths].sort((one, two) => one - two));
});

describe("the camera in the address", () => {
  const MAP = "map=57.0000%2C37.2000%2C3.20";
  test.each([
    ["", AT, `?${MAP}`],
    ["?kind=gas&q=a%20b&kind=rail", AT, `?kind=gas&q=a%20b&kind=rail&${MAP}`],
    ["?corridor=x&labels=off&theme=dark", AT, `?corridor=x&${MAP}&labels=off&theme=dark`],
    ["?news=on", AT, `?${MAP}&news=on`],
    ["?theme=dark&q=map", AT, `?${MAP}&theme=dark&q=map`],
    ["?map=1%2C2%2C3&q=a", AT, `?q=a&${MAP}`],
    ["?q=map=1&mapped=2", AT, `?q=map=1&mapped=2&${MAP}`],
    ["?kind=gas&map=1%2C2%2C3&theme=dark", null, "?kind=gas&theme=dark"],
    ["?map=1%2C2%2C3", null, ""],
    ["", null, ""],
  ])("%j with %j is %j", (search, camera, after) => {
    expect(withCamera(search, camera)).toBe(after);
  });

  test("setting it twice is setting it once", () => {
    const once = withCamera("?kind=gas&theme=dark", AT);
    expect(withCamera(once, AT)).toBe(once);
  });
});
