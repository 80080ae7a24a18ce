/** Users' layers in the browser: which parts are fetched when, which of their features are shown, and how many. */

import type { OwnLayer, Style, Toggles } from "./contract";
import { isOn } from "./toggles";
import { bitsOf, fetchGeometry, fetchWords, type Geometry, type Words } from "./unpack";

/** One layer as it is drawn: lines at the level that the zoom needs or the nearest that is there. */
export interface OwnPart {
  readonly layer: OwnLayer;
  readonly words: Words;
  readonly lines: Geometry | null;
  readonly points: Geometry | null;
  /** One byte a feature: 1 where it is shown. */
  readonly on: Uint8Array;
}

/** What the legend says of a layer: how many of its features the filters and toggles leave. */
export interface Tally {
  readonly id: string;
  readonly name: string;
  readonly credit: string;
  readonly count: number;
  /** The layer is switched on. */
  readonly on: boolean;
}

/** Everything of users' layers that is shown; the same object as long as nothing in it has changed. */
export interface OwnScene {
  readonly parts: readonly OwnPart[];
  readonly tallies: readonly Tally[];
  /** Features by kind while the status toggles hold, and by status while the kind toggles do; "": not known. */
  readonly kinds: ReadonlyMap<string, number>;
  readonly statuses: ReadonlyMap<string, number>;
  /** Features shown. */
  readonly shown: number;
  /** Credits of the layers shown. */
  readonly credits: readonly string[];
}

export const NO_SCENE: OwnScene = {
  parts: [],
  tallies: [],
  kinds: new Map(),
  statuses: new Map(),
  shown: 0,
  credits: [],
};

/** A part of a layer, or what became of asking for it. */
type Part = Geometry | Words | "coming" | "failed";

const isGeometry = (part: Part | undefined): part is Geometry => typeof part === "object" && "starts" in part;
const isWords = (part: Part | undefined): part is Words => typeof part === "object" && "ids" in part;

interface Listener {
  /** A part has come: there is more to draw. */
  came(): void;
  failed(layer: OwnLayer, words: string, again: () => void): void;
}

/** The level of a layer that a zoom needs. */
export function levelFor(layer: OwnLayer, zoom: number): OwnLayer["levels"][number] | undefined {
  return layer.levels.find((level) => level.zoom >= zoom) ?? layer.levels.at(-1);
}

export class OwnLayers {
  private asked: readonly OwnLayer[] = [];
  private readonly parts = new Map<string, Part>();
  private scene: OwnScene = NO_SCENE;
  private print = "";
  private arrived = 0;

  constructor(private readonly listener: Listener) {}

  read(own: readonly OwnLayer[]): void {
    this.asked = own;
    const kept = new Set(own.flatMap((layer) => [layer.words, layer.points, ...layer.levels.map(({ data }) => data)]));
    for (const address of this.parts.keys()) if (!kept.has(address)) this.parts.delete(address);
  }

  get ids(): string[] {
    return this.asked.map(({ id }) => id);
  }

  /** Everything that is shown at a zoom; what is missing is fetched. */
  at(zoom: number, toggles: Toggles, style: Style): OwnScene {
    const shown = this.asked.filter(({ id }) => isOn(toggles, "layer", id));
    for (const layer of shown) this.want(layer, zoom);
    const levels = shown.map((layer) => this.linesOf(layer, zoom)?.data ?? "");
    const asked = this.asked.map(({ id, name, mask, words }) => [id, name, mask, words]);
    const print = JSON.stringify([asked, toggles, levels, this.arrived]);
    if (print === this.print) return this.scene;
    this.print = print;
    this.scene = this.made(zoom, toggles, style);
    return this.scene;
  }

  /** Everything that was asked for has come, or failed to. */
  get isWhole(): boolean {
    return ![...this.parts.values()].includes("coming");
  }

  private want(layer: OwnLayer, zoom: number): void {
    this.fetch(layer, layer.words, fetchWords);
    if (layer.points) this.fetch(layer, layer.points, fetchGeometry);
    const level = levelFor(layer, zoom);
    if (level) this.fetch(layer, level.data, fetchGeometry);
  }

  private fetch(layer: OwnLayer, address: string, get: (address: string) => Promise<Geometry | Words>): void {
    if (this.parts.has(address)) return;
    this.parts.set(address, "coming");
    get(address).then(
      (part) => this.came(address, part),
      (error: unknown) => {
        this.parts.set(address, "failed");
        this.arrived += 1;
        const words = error instanceof Error ? error.message : "no answer";
        this.listener.failed(layer, words, () => this.retry());
        this.listener.came();
      },
    );
  }

  /** Ask again for everything that has not come. */
  private retry(): void {
    for (const [address, part] of this.parts) if (part === "failed") this.parts.delete(address);
    this.listener.came();
  }

  private came(address: string, part: Geometry | Words): void {
    if (!this.parts.has(address)) return;
    this.parts.set(address, part);
    this.arrived += 1;
    this.listener.came();
  }

  private geometry(address: string | null): Geometry | null {
    const part = this.parts.get(address ?? "");
    return isGeometry(part) ? part : null;
  }

  /** The level that a zoom needs, else the next finer one that is there, else the finest of the coarser ones. */
  private linesOf(layer: OwnLayer, zoom: number): OwnLayer["levels"][number] | undefined {
    const there = layer.levels.filter(({ data }) => this.geometry(data) !== null);
    return there.find((level) => level.zoom >= zoom) ?? there.at(-1);
  }

  private made(zoom: number, toggles: Toggles, style: Style): OwnScene {
    const counter = new Counter(toggles, style);
    const parts: OwnPart[] = [];
    const tallies: Tally[] = [];
    const credits: string[] = [];
    for (const layer of this.asked) {
      const words = this.parts.get(layer.words);
      const isShown = isOn(toggles, "layer", layer.id);
      if (isShown) credits.push(layer.credit);
      const { id, name, credit } = layer;
      if (!isWords(words)) {
        // What it would show is known only once it has been fetched; until then, what the filters leave.
        const held = bitsOf(layer.mask, layer.count).reduce((sum, bit) => sum + bit, 0);
        tallies.push({ id, name, credit, count: held, on: isShown });
        continue;
      }
      const { on, count } = counter.count(words, bitsOf(layer.mask, layer.count), isShown);
      tallies.push({ id, name, credit, count, on: isShown });
      const lines = this.geometry(this.linesOf(layer, zoom)?.data ?? null);
      if (isShown) parts.push({ layer, words, lines, points: this.geometry(layer.points), on });
    }
    const { kinds, statuses, shown } = counter;
    return { parts, tallies, kinds, statuses, shown, credits };
  }
}

/** Counts the features of one layer after the other. */
export class Counter {
  readonly kinds = new Map<string, number>();
  readonly statuses = new Map<string, number>();
  shown = 0;

  constructor(
    private readonly toggles: Toggles,
    private readonly style: Style,
  ) {}

  /** What of a layer is shown, and how many features those are; a layer that is off counts for itself only. */
  count(words: Words, held: Uint8Array, isShown: boolean): { readonly on: Uint8Array; readonly count: number } {
    const kinds = this.values(this.style.kinds, "kind");
    const statuses = this.values(this.style.statuses, "status");
    const on = new Uint8Array(held.length);
    let count = 0;
    for (let row = 0; row < held.length; row++) {
      if (!held[row]) continue;
      const kind = kinds[(words.kinds[row] as number) + 1] as Value;
      const status = statuses[(words.statuses[row] as number) + 1] as Value;
      if (status.on) kind.count += 1;
      if (kind.on) status.count += 1;
      if (!kind.on || !status.on) continue;
      on[row] = 1;
      count += 1;
    }
    if (!isShown) return { on, count };
    this.shown += count;
    add(kinds, words, this.kinds);
    add(statuses, words, this.statuses);
    return { on, count };
  }

  /** What is not known, then the table's values in their order. Nothing of a toggle chooses what is not known. */
  private values(table: readonly { readonly id: string }[], group: "kind" | "status"): Value[] {
    const list = group === "kind" ? "kinds" : "statuses";
    return ["", ...table.map(({ id }) => id)].map((id, index) => ({
      id,
      on: id === "" ? this.toggles[group] === null : isOn(this.toggles, group, id),
      count: 0,
      met: (words: Words) => words[list].includes(index - 1),
    }));
  }
}

/** Add the counts of the values that a layer has at all, shown or not. */
function add(values: readonly Value[], words: Words, sums: Map<string, number>): void {
  for (const { id, count, met } of values) if (met(words)) sums.set(id, (sums.get(id) ?? 0) + count);
}

interface Value {
  readonly id: string;
  readonly on: boolean;
  count: number;
  readonly met: (words: Words) => boolean;
}
