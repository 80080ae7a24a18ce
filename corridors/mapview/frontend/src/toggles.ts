/** What is switched on: pure functions over `Toggles`, and the counts that the legend shows. */

import type { CorridorRow, Group, Toggles } from "./contract";

export const EVERYTHING: Toggles = { kind: null, status: null, layer: null };
export const NOTHING: Toggles = { kind: [], status: null, layer: null };

export function isOn(toggles: Toggles, group: Group, value: string): boolean {
  return toggles[group]?.includes(value) ?? true;
}

export function shows(toggles: Toggles, corridor: Pick<CorridorRow, "kind" | "status">): boolean {
  return isOn(toggles, "kind", corridor.kind) && isOn(toggles, "status", corridor.status);
}

/** Switch one value; `all` are the values of the group, in their order. */
export function toggle(toggles: Toggles, group: Group, value: string, all: readonly string[]): Toggles {
  const on = all.filter((other) => isOn(toggles, group, other) !== (other === value));
  return { ...toggles, [group]: on.length === all.length ? null : on };
}

/** Show one value of a group alone; the second time, all of them again. */
export function only(toggles: Toggles, group: Group, value: string): Toggles {
  const alone = toggles[group]?.length === 1 && toggles[group][0] === value;
  return { ...toggles, [group]: alone ? null : [value] };
}

/** How many corridors each value has while the other group's toggles hold. */
export function counts(held: readonly CorridorRow[], toggles: Toggles, group: "kind" | "status"): Map<string, number> {
  const other = group === "kind" ? "status" : "kind";
  const found = new Map<string, number>();
  for (const corridor of held) {
    const more = isOn(toggles, other, corridor[other]) ? 1 : 0;
    found.set(corridor[group], (found.get(corridor[group]) ?? 0) + more);
  }
  return found;
}

/** The accessible name of a legend entry: "Gas pipelines, 12 shown". */
export function entryName(word: string, count: number, on: boolean): string {
  return `${word}, ${on ? count : `0 of ${count}`} shown`;
}

export function sameToggles(one: Toggles, other: Toggles): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
