/** What a hit on the map says and offers. Pure. */

import type { Dataset, NewsRow, SegmentRow, Theme } from "./contract";
import type { Hit } from "./deckmap";
import type { RowMaker } from "./rows";
import type { Choice } from "./tips";

function corridorsOf({ row }: Hit): readonly string[] {
  return row.corridor ? [row.corridor] : (row.corridors ?? []);
}

/** Name and facts of what is under the pointer. */
export function wordsOf(hit: Hit, maker: RowMaker): { readonly name: string; readonly fact: string } | null {
  const { segment } = hit.row as { readonly segment?: SegmentRow };
  if (!segment) {
    const news = hit.row as unknown as NewsRow;
    return { name: "News", fact: news.fact };
  }
  const corridor = maker.corridor(segment.corridor);
  return corridor ? { name: corridor.name, fact: segment.fact } : null;
}

/** The corridors that a click offers, each once, in the order of the atlas. */
export function choicesOf(hits: readonly Hit[], maker: RowMaker, data: Dataset, theme: Theme): Choice[] {
  const found = new Set(hits.flatMap(corridorsOf));
  const colors = new Map(data.style.kinds.map((kind) => [kind.id, kind.color[theme]]));
  return data.corridors
    .filter((row) => found.has(row.id) && maker.corridor(row.id))
    .map(({ id, name, fact, kind }) => ({ id, name, fact, color: colors.get(kind) ?? "" }));
}
