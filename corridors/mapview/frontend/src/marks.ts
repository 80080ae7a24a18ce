/** The two marks that tests and benchmarks read: a change was asked for, and the frame that shows it is painted. */

export const CHANGE = "corridors:change";
export const PAINTED = "corridors:painted";
const MOST = 50;

/** The browser keeps every mark: old ones are let go, so that a long briefing leaves nothing behind. */
export function mark(name: typeof CHANGE | typeof PAINTED): void {
  if (performance.getEntriesByName(name).length >= MOST) performance.clearMarks(name);
  performance.mark(name);
}
