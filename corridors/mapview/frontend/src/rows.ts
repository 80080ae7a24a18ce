/** From the dataset to what the layers draw: side-by-side strands of what is shown, sites, news. Pure. */

import type {
  CorridorRow,
  Dataset,
  NewsRow,
  Position,
  Rgb,
  SegmentRow,
  StatusStyle,
  StrandRow,
  Theme,
} from "./contract";

export interface LineRow {
  readonly corridor: string;
  readonly segment: SegmentRow;
  readonly path: readonly Position[];
  /** From the shared course, in full line widths, to the right of the path's direction. */
  readonly offset: number;
  readonly weight: number;
  readonly dash: readonly [number, number];
  readonly color: Rgb;
}

export interface SiteRow {
  readonly corridor: string;
  readonly segment: SegmentRow;
  readonly at: Position;
  readonly icon: { readonly id: string; readonly url: string; readonly width: number; readonly height: number };
}

/** News that can be put on the map. */
export type PlacedNews = NewsRow & { readonly at: Position };

export interface Rows {
  readonly lines: LineRow[];
  /** Those of the lines whose route is not known exactly. */
  readonly schematic: LineRow[];
  readonly sites: SiteRow[];
  readonly news: PlacedNews[];
  /** Segments drawn. */
  readonly segments: number;
}

/** How far apart neighbours of a trunk run, in line widths: the more, the closer. */
export function spacing(together: number, table: Dataset["style"]["spacing"]): number {
  return (table.find(([most]) => together <= most) ?? table[table.length - 1] ?? [0, 1])[1];
}

export function offsetOf(corridor: string, company: readonly string[], table: Dataset["style"]["spacing"]): number {
  const place = company.indexOf(corridor);
  return place < 0 ? 0 : (place - (company.length - 1) / 2) * spacing(company.length, table);
}

const same = (one: Position | undefined, other: Position | undefined): boolean =>
  one?.[0] === other?.[0] && one?.[1] === other?.[1];

/** The points of a strand that a zoom level needs. */
export function atLevel({ path, levels }: Pick<StrandRow, "path" | "levels">, level: number): readonly Position[] {
  return path.filter((_, index) => Number(levels[index]) <= level);
}

/** The level of detail of a zoom: the next whole zoom, so that nothing moves by a visible part of a px. */
export const levelOf = (zoom: number): number => Math.min(9, Math.ceil(zoom));

/** The rows of the dataset, made once for each set of visible corridors. */
export class RowMaker {
  private readonly segments: Map<string, SegmentRow>;
  private readonly corridors: Map<string, CorridorRow>;
  private readonly statuses: Map<string, StatusStyle>;

  constructor(private readonly data: Dataset) {
    this.segments = new Map(data.segments.map((row) => [row.id, row]));
    this.corridors = new Map(data.corridors.map((row) => [row.id, row]));
    this.statuses = new Map(data.style.statuses.map((row) => [row.id, row]));
  }

  corridor(id: string | null): CorridorRow | undefined {
    return id === null ? undefined : this.corridors.get(id);
  }

  make(visible: ReadonlySet<string>, theme: Theme, level: number, icons: Readonly<Record<string, string>>): Rows {
    const seen = this.data.segments.filter((row) => visible.has(row.corridor));
    const lines = this.lines(visible, theme, level);
    return {
      lines,
      schematic: lines.filter((row) => row.segment.schematic),
      sites: seen.flatMap((row) => (row.at ? [this.site(row, row.at, theme, icons)] : [])),
      news: this.data.news.filter(
        (row): row is PlacedNews => row.at !== null && row.corridors.some((id) => visible.has(id)),
      ),
      segments: seen.length,
    };
  }

  private site(segment: SegmentRow, at: Position, theme: Theme, icons: Readonly<Record<string, string>>): SiteRow {
    const kind = this.corridors.get(segment.corridor)?.kind ?? "";
    const icon = { id: `${kind}-${theme}`, url: icons[kind] ?? "", width: 44, height: 44 };
    return { corridor: segment.corridor, segment, at, icon };
  }

  /** Strands of one segment that come out with one offset are joined, so that their dashes run on evenly. */
  private lines(visible: ReadonlySet<string>, theme: Theme, level: number): LineRow[] {
    const rows: LineRow[] = [];
    for (const strand of this.data.strands) {
      const segment = this.segments.get(strand.segment);
      if (!segment || !visible.has(segment.corridor)) continue;
      const company = strand.beside.filter((id) => visible.has(id));
      const aside = offsetOf(segment.corridor, company, this.data.style.spacing);
      const offset = strand.reversed ? -aside : aside;
      const kept = atLevel(strand, level);
      const path = strand.reversed ? kept.toReversed() : kept;
      const last = rows[rows.length - 1];
      if (last?.segment === segment && last.offset === offset && same(last.path[last.path.length - 1], path[0])) {
        rows[rows.length - 1] = { ...last, path: [...last.path, ...path.slice(1)] };
      } else {
        rows.push(this.line(segment, path, offset, theme));
      }
    }
    return rows;
  }

  private line(segment: SegmentRow, path: readonly Position[], offset: number, theme: Theme): LineRow {
    const kind = this.corridors.get(segment.corridor)?.kind ?? "";
    const style = this.statuses.get(segment.status);
    return {
      corridor: segment.corridor,
      segment,
      path,
      offset,
      weight: style?.weight ?? 1,
      dash: style?.dash ?? [1, 0],
      color: style?.color[theme][kind] ?? [128, 128, 128],
    };
  }
}

/** Every position that a corridor is drawn through. */
export function positionsOf(data: Dataset, corridor: string): Position[] {
  const own = new Map(data.segments.filter((row) => row.corridor === corridor).map((row) => [row.id, row]));
  const sites = [...own.values()].flatMap((row) => (row.at ? [row.at] : []));
  return [...sites, ...data.strands.filter((row) => own.has(row.segment)).flatMap((row) => [...row.path])];
}
