/** What a hit on the map says and offers. Pure. */

import type { Dataset, Theme } from "./contract";
import type { Hit } from "./hits";
import type { RowMaker } from "./rows";
import type { Choice } from "./tips";

function corridorsOf(hit: Hit): readonly string[] {
  return hit.layer === "news" ? hit.row.corridors : [hit.row.corridor];
}

/** Name and facts of what is under the pointer. */
export function wordsOf(hit: Hit, maker: RowMaker): { readonly name: string; readonly fact: string } | null {
  if (hit.layer === "news") return { name: "News", fact: hit.row.fact };
  const { segment } = hit.row;
  const corridor = maker.corridor(segment.corridor);
  return corridor ? { name: corridor.name, fact: segment.fact } : null;
}

/** The corridors that a click offers, each once, the nearest first. */
export function choicesOf(hits: readonly Hit[], maker: RowMaker, data: Dataset, theme: Theme): Choice[] {
  const colors = new Map(data.style.kinds.map((kind) => [kind.id, kind.color[theme]]));
  return [...new Set(hits.flatMap(corridorsOf))]
    .map((id) => maker.corridor(id))
    .filter((row) => row !== undefined)
    .map(({ id, name, fact, kind }) => ({ id, name, fact, color: colors.get(kind) ?? "" }));
}
