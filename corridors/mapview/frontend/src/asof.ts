/** The dataset as known on a past day: what each corridor and leg was by then, and the news so far. Pure. */

import type { Dataset, Steps } from "./contract";

/** What held from the last step up to a day; undefined before the first. Days are ISO texts, which sort as they are. */
export function stepAt(steps: Steps, day: string): Steps[number] | undefined {
  return steps.findLast(([from]) => from <= day);
}

/** Corridors and legs not known by then are left out. */
export function dataAt(whole: Dataset, day: string | null): Dataset {
  if (day === null) return whole;
  const known = <Row extends { readonly steps: Steps }>(rows: readonly Row[]): Row[] =>
    rows.flatMap((row) => {
      const step = stepAt(row.steps, day);
      return step ? [{ ...row, status: step[1], fact: step[2] }] : [];
    });
  const corridors = known(whole.corridors);
  const ids = new Set(corridors.map((row) => row.id));
  return {
    ...whole,
    corridors,
    segments: known(whole.segments).filter((row) => ids.has(row.corridor)),
    news: whole.news.filter((row) => row.day <= day),
  };
}

/** "2024-05-27" as "27 May 2024". */
export function dayWords(day: string): string {
  const style = { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" } as const;
  return new Date(`${day}T00:00:00Z`).toLocaleDateString("en-GB", style);
}

/** The next of sorted days after one, or before it (`by` -1); null beyond the last: the present. */
export function nextDay(days: readonly string[], day: string | null, by: 1 | -1): string | null {
  if (by > 0) return day === null ? null : (days.find((other) => other > day) ?? null);
  return days.findLast((other) => day === null || other < day) ?? day;
}
