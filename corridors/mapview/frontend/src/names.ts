/** Which names a map wants, in order of importance, and where each could go. Pure; px on the screen. */

import type { Position, Rgb } from "./contract";
import { type Candidate, lengths, pointAt, straight, type Wanted } from "./labels";
import { type Camera2D, type Line, screenLine } from "./screen";

export interface PlaceName {
  readonly name: string;
  readonly kind: "country" | "capital" | "city";
  /** 1 to 4; 1 shows first. */
  readonly rank: number;
  readonly at: Position;
}

export interface Name {
  readonly text: string;
  readonly look: "corridor" | "country" | "place";
  readonly corridor: string | null;
  readonly color: Rgb | null;
  /** What the name stands for, as lon, lat; a place is marked there with a dot. */
  readonly at: Position;
}

export interface CorridorName {
  readonly id: string;
  readonly label: string;
  readonly rank: number;
  readonly color: Rgb;
  readonly lines: readonly Line[];
  readonly site: Position | null;
}

/** From which zoom on a rank is shown. */
const FROM_ZOOM = { country: [0, 1.2, 2.2, 3, 4.6], place: [0, 2.5, 3.1, 4.6, 6] } as const;
const SHARES = [0.5, 0.36, 0.64, 0.22, 0.78, 0.1, 0.9];
const HEIGHT = { corridor: 15, country: 13, place: 13 } as const;

export type Measure = (text: string, look: Name["look"]) => number;

function besideLine(line: Line, view: Camera2D, width: number, aside: number): Candidate[] {
  const runs = screenLine(line, view);
  const found: Candidate[] = [];
  for (const run of runs.slice(0, 3)) {
    const sums = lengths(run);
    const total = sums[sums.length - 1] ?? 0;
    for (const share of SHARES) {
      const along = straight(run, sums, total * share, width + 6);
      if (!along) continue;
      const [nx, ny] = [Math.sin(along.angle), -Math.cos(along.angle)];
      found.push({ x: along.x + nx * aside, y: along.y + ny * aside, angle: along.angle });
      found.push({ x: along.x - nx * aside, y: along.y - ny * aside, angle: along.angle });
    }
    for (const share of SHARES) {
      const [x, y] = pointAt(run, sums, total * share);
      found.push({ x, y: y - aside - 2, angle: 0 }, { x, y: y + aside + 2, angle: 0 });
      found.push({ x: x + width / 2 + aside, y, angle: 0 }, { x: x - width / 2 - aside, y, angle: 0 });
    }
  }
  return found;
}

function aroundPoint([x, y]: readonly [number, number], width: number, clear: number): Candidate[] {
  const side = width / 2 + clear;
  const level = { angle: 0 };
  return [
    { x: x + side, y, ...level },
    { x: x - side, y, ...level },
    { x, y: y + clear + 7, ...level },
    { x, y: y - clear - 7, ...level },
  ];
}

/** Names of corridors: the selected one first, then by rank. */
export function corridorNames(
  corridors: readonly CorridorName[],
  chosen: string | null,
  view: Camera2D,
  measure: Measure,
): Wanted<Name>[] {
  const order = [...corridors].sort(
    (one, two) =>
      Number(two.id === chosen) - Number(one.id === chosen) || one.rank - two.rank || (one.id < two.id ? -1 : 1),
  );
  return order.flatMap((corridor) => {
    const width = measure(corridor.label, "corridor") + 6;
    const at = corridor.site ?? corridor.lines[0]?.path[0];
    if (!at) return [];
    const candidates = corridor.site
      ? aroundPoint(view.project(corridor.site), width, 13)
      : corridor.lines.flatMap((line) => besideLine(line, view, width, 11 + Math.abs(line.offset) * 3));
    const item: Name = { text: corridor.label, look: "corridor", corridor: corridor.id, color: corridor.color, at };
    return candidates.length > 0 ? [{ item, key: `c:${corridor.id}`, width, height: HEIGHT.corridor, candidates }] : [];
  });
}

const isOf = (row: PlaceName, group: "country" | "place") => (row.kind === "country") === (group === "country");

function placeName(row: PlaceName, group: "country" | "place", view: Camera2D, measure: Measure): Wanted<Name> {
  const [x, y] = view.project(row.at);
  const text = group === "country" ? row.name.toUpperCase() : row.name;
  const width = measure(text, group) + 4;
  const around = [0, -16, 16, -32, 32].map((dy) => ({ x, y: y + dy, angle: 0 }));
  const candidates = group === "country" ? around : aroundPoint([x, y], width, 5);
  const item: Name = { text, look: group, corridor: null, color: null, at: row.at };
  return { item, key: `${group}:${row.name}:${row.at[0]}`, width, height: HEIGHT[group], candidates };
}

/** Names of countries, then of capitals and cities, as far as the zoom shows their rank. */
export function placeNames(places: readonly PlaceName[], view: Camera2D, measure: Measure): Wanted<Name>[] {
  return (["country", "place"] as const).flatMap((group) =>
    places
      .filter((row) => isOf(row, group) && view.zoom >= (FROM_ZOOM[group][row.rank] ?? 9))
      .filter((row) => view.sees(view.project(row.at), 40))
      .map((row) => placeName(row, group, view, measure)),
  );
}
