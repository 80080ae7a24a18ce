/** What the timeline draws, as numbers: the scale of days, spans of status, the order of rows. Pure; px across. */

import { dayWords } from "./asof";
import type { CorridorRow, Dataset, NewsRow } from "./contract";

const DAY_MS = 86_400_000;
const msOf = (day: string) => Date.parse(`${day}T00:00:00Z`);

/** A linear scale from a first to a last day. */
export class Years {
  constructor(
    readonly first: string,
    readonly last: string,
    private readonly left: number,
    private readonly right: number,
  ) {}

  /** From the year of the first news on: statuses reach further back, news is what is asked for. */
  static of(whole: Dataset, left: number, right: number): Years {
    const first = whole.news.reduce((least, row) => (row.day < least ? row.day : least), whole.last);
    return new Years(`${first.slice(0, 4)}-01-01`, whole.last, left, right);
  }

  x(day: string): number {
    const share = (msOf(day) - msOf(this.first)) / Math.max(DAY_MS, msOf(this.last) - msOf(this.first));
    return this.left + Math.max(0, Math.min(1, share)) * (this.right - this.left);
  }

  /** The day at px; null at the right end, which is the present. */
  day(x: number): string | null {
    const share = Math.max(0, (x - this.left) / (this.right - this.left));
    if (share >= 0.995) return null;
    const ms = msOf(this.first) + share * (msOf(this.last) - msOf(this.first));
    return new Date(ms).toISOString().slice(0, 10);
  }

  list(): number[] {
    const [from, to] = [Number(this.first.slice(0, 4)), Number(this.last.slice(0, 4))];
    return Array.from({ length: to - from + 1 }, (_, index) => from + index);
  }

  /** Every how many years a label has `room` px. */
  every(room: number): number {
    const px = (this.right - this.left) / Math.max(1, this.list().length);
    return Math.max(1, Math.ceil(room / px));
  }
}

export interface Span {
  readonly left: number;
  readonly right: number;
  readonly status: string;
  readonly words: string;
}

/** The statuses of a corridor over time, from the first day that is drawn; what is only known better is one span. */
export function spansOf(row: CorridorRow, years: Years): Span[] {
  const moves = row.steps.filter(([, status], index) => status !== row.steps[index - 1]?.[1]);
  return moves.flatMap(([from, status], index) => {
    const to = moves[index + 1]?.[0];
    if ((to !== undefined && to <= years.first) || from > years.last) return [];
    const words = `${row.label}: ${status} from ${dayWords(from)}${to ? ` to ${dayWords(to)}` : ""}`;
    return [{ left: years.x(from), right: years.x(to ?? years.last), status, words }];
  });
}

/** How many events each year has; a row may stand for several. */
export function countsOf(news: readonly NewsRow[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const { day, stands = 1 } of news) {
    const year = Number(day.slice(0, 4));
    counts.set(year, (counts.get(year) ?? 0) + stands);
  }
  return counts;
}

/** The corridors in the order of the legend, then by name. */
export function rowsOf(whole: Dataset, ids: ReadonlySet<string>): CorridorRow[] {
  const order = new Map(whole.style.kinds.map((kind, index) => [kind.id, index]));
  return whole.corridors
    .filter((row) => ids.has(row.id))
    .sort(
      (one, two) => (order.get(one.kind) ?? 0) - (order.get(two.kind) ?? 0) || one.label.localeCompare(two.label, "en"),
    );
}
