/** What a hit on the map says and offers. Pure. */

import type { Dataset, Style, Theme } from "./contract";
import type { Hit } from "./hits";
import type { OwnPart } from "./own";
import type { RowMaker } from "./rows";
import type { Choice } from "./tips";

function corridorsOf(hit: Hit): readonly string[] {
  if (hit.layer === "own") return [];
  return hit.layer === "news" ? hit.row.corridors : [hit.row.corridor];
}

/** Name and facts of what is under the pointer. */
export function wordsOf(
  hit: Hit,
  maker: RowMaker,
  style: Style,
): { readonly name: string; readonly fact: string } | null {
  if (hit.layer === "news") return { name: "News", fact: hit.row.fact };
  if (hit.layer === "own") {
    const { part, row } = hit.row;
    return { name: part.words.names[row] ?? "", fact: `${ownFact(part, row, style)}\n${part.layer.name}, your layer` };
  }
  const { segment } = hit.row;
  const corridor = maker.corridor(segment.corridor);
  return corridor ? { name: corridor.name, fact: segment.fact } : null;
}

/** Kind, status and capacity of a feature, as far as its file says them. */
export function ownFact(part: OwnPart, row: number, style: Style): string {
  const kind = style.kinds[part.words.kinds[row] ?? -1];
  const status = style.statuses[part.words.statuses[row] ?? -1];
  const words = [
    kind?.word ?? style.unknown.kind.word,
    status ? status.word.toLowerCase() : "status not known",
    part.words.capacities[row] ?? "",
  ];
  return words.filter(Boolean).join(", ");
}

/** The feature of a hit as the view string has it. */
export const featureId = (part: OwnPart, row: number): string => `${part.layer.id}/${part.words.ids[row] ?? ""}`;

/** The corridors and features that a click offers, each once, corridors first, the nearest first. */
export function choicesOf(hits: readonly Hit[], maker: RowMaker, data: Dataset, theme: Theme): Choice[] {
  const colors = new Map(data.style.kinds.map((kind) => [kind.id, kind.color[theme]]));
  const corridors = [...new Set(hits.flatMap(corridorsOf))]
    .map((id) => maker.corridor(id))
    .filter((row) => row !== undefined)
    .map(({ id, name, fact, kind }) => ({ change: { corridor: id }, name, fact, color: colors.get(kind) ?? "" }));
  const features = hits.flatMap((hit): Choice[] => {
    if (hit.layer !== "own") return [];
    const { part, row } = hit.row;
    const kind = data.style.kinds[part.words.kinds[row] ?? -1] ?? data.style.unknown.kind;
    const fact = `${ownFact(part, row, data.style)} (${part.layer.name})`;
    const change = { corridor: null, feature: featureId(part, row) };
    return [{ change, name: part.words.names[row] ?? "", fact, color: kind.color[theme] }];
  });
  return [...corridors, ...features];
}
