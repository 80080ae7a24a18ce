/** A small dataset: two gas pipelines and a railway that share a trunk, and a port; and random numbers with a seed. */

import type { CorridorRow, Dataset, KindStyle, Position, SegmentRow, StatusStyle, StrandRow } from "../src/contract";

const both = <Value>(value: Value) => ({ light: value, dark: value });

const kind = (id: string, site = false): KindStyle => ({
  id,
  word: id || "no kind",
  plural: `${id}s`,
  site,
  sign: "",
  color: { light: `${id}-light`, dark: `${id}-dark` },
  disc: both(""),
});

const status = (id: string, weight: number): StatusStyle => ({
  id,
  word: id,
  text: "",
  dash: [weight, 1],
  weight,
  crossed: false,
  stroke: both(""),
  color: { light: { gas: [1, 1, 1], rail: [2, 2, 2] }, dark: { gas: [3, 3, 3], rail: [4, 4, 4] } },
});

const corridor = (id: string, kind: string, status: string): CorridorRow => ({
  id,
  name: `The ${id} corridor`,
  label: id,
  kind,
  status,
  fact: `${id}: ${status}`,
  rank: 1,
  steps: [["2001-01-01", status, `${id}: ${status}`]],
});

export const segment = (id: string, more: Partial<SegmentRow> = {}): SegmentRow => ({
  id,
  corridor: id.split("-")[0] ?? "",
  status: "running",
  schematic: false,
  fact: `${id} fact`,
  steps: [["2001-01-01", "running", `${id} fact`]],
  at: null,
  ...more,
});

export const strand = (segment: string, path: readonly Position[], more: Partial<StrandRow> = {}): StrandRow => ({
  segment,
  beside: [segment.split("-")[0] ?? ""],
  reversed: false,
  path,
  levels: path.map(() => "0").join(""),
  ...more,
});

export const TRUNK: readonly Position[] = [
  [50, 40],
  [55, 41],
  [60, 40],
];

/** What is given takes the place of what the sample has. */
export function sample(more: Partial<Dataset> = {}): Dataset {
  const beside = ["east", "west", "iron"];
  return {
    corridors: [
      corridor("east", "gas", "running"),
      corridor("west", "gas", "planned"),
      corridor("iron", "rail", "planned"),
      corridor("quay", "port", "running"),
    ],
    segments: [
      segment("east-1"),
      segment("west-1", { status: "planned", schematic: true }),
      segment("iron-1", { status: "planned" }),
      segment("quay-1", { at: [61, 25] }),
    ],
    strands: ["east-1", "west-1", "iron-1"].map((id) => strand(id, TRUNK, { beside })),
    news: [
      { id: "n", at: [51, 41], corridors: ["west", "iron"], fact: "News of two", day: "2002-03-04", kind: "opening" },
    ],
    days: ["2001-01-01", "2002-03-04"],
    last: "2003-01-01",
    style: {
      kinds: [kind("gas"), kind("rail"), kind("port", true)],
      statuses: [status("running", 1), status("planned", 0.8)],
      palettes: both({}),
      schematic: "",
      disputed: both(""),
      band: both(""),
      news: both(""),
      changed: both(""),
      spacing: [
        [3, 1.5],
        [99, 1.2],
      ],
      unknown: { kind: kind(""), status: status("", 0.6) },
    },
    ...more,
  };
}

/** Numbers from 0 to 1, the same for one seed (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A part of a user's layer as Python packs it, but for the gzip: paths in whole units of 1 / 2^bits of the world. */
export function packed(
  paths: readonly { row: number; at: readonly (readonly number[])[] }[],
  bits: number,
): ArrayBuffer {
  const positions = paths.flatMap(({ at }) => at);
  const steps = [0, 1].flatMap((axis) =>
    positions.map((here, index) => (here[axis] ?? 0) - (positions[index - 1]?.[axis] ?? 0)),
  );
  const numbers = steps.map((step) => ((step << 1) ^ (step >> 31)) >>> 0);
  const planes = [0, 8, 16, 24].flatMap((shift) => numbers.map((number) => (number >>> shift) & 255));
  const head = [
    paths.length,
    positions.length,
    bits,
    ...paths.map(({ row }) => row),
    ...paths.map(({ at }) => at.length),
  ];
  const bytes = new Uint8Array(32 + 4 * head.length + planes.length);
  bytes.set(new Uint8Array(new Uint32Array(head).buffer), 32);
  bytes.set(planes, 32 + 4 * head.length);
  return bytes.buffer;
}
