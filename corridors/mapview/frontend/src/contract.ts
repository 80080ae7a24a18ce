/** What Python sends and what goes back. Positions are [lon, lat] in degrees, EPSG:4326. */

export type Position = readonly [number, number];
export type Rgb = readonly [number, number, number];
export type Theme = "light" | "dark";

/** lon, lat in degrees; zoom is Web Mercator with 512 px tiles. */
export interface Camera {
  readonly lon: number;
  readonly lat: number;
  readonly zoom: number;
}

/** null: everything; []: nothing. Values are those of the view string. */
export interface Toggles {
  readonly kind: readonly string[] | null;
  readonly status: readonly string[] | null;
  /** Ids of users' layers; null: all that are listed. */
  readonly layer: readonly string[] | null;
}

export type Group = keyof Toggles;

/** What something is from which day on (ISO): day, status, what hovering says. Before the first it is not known. */
export type Steps = readonly (readonly [day: string, status: string, fact: string])[];

export interface CorridorRow {
  readonly id: string;
  readonly name: string;
  readonly label: string;
  readonly kind: string;
  readonly status: string;
  /** Status, basis and as-of in words. */
  readonly fact: string;
  /** Names of a higher number give way first. */
  readonly rank: number;
  readonly steps: Steps;
}

export interface SegmentRow {
  readonly id: string;
  readonly corridor: string;
  readonly status: string;
  readonly schematic: boolean;
  /** Leg, status, basis, as-of, accuracy: lines of plain text. */
  readonly fact: string;
  readonly steps: Steps;
  /** A site has one position; a line has strands instead. */
  readonly at: Position | null;
}

/** A piece of a segment along which the same corridors run; the path is in their common direction. */
export interface StrandRow {
  readonly segment: string;
  readonly beside: readonly string[];
  readonly reversed: boolean;
  readonly path: readonly Position[];
  /** One digit per point: the zoom from which on it is needed. */
  readonly levels: string;
}

export interface NewsRow {
  readonly id: string;
  /** null: no place is known. */
  readonly at: Position | null;
  readonly day: string;
  readonly kind: string;
  readonly corridors: readonly string[];
  readonly fact: string;
  /** How many events it stands for, where there are too many to draw each; itself among them. */
  readonly stands?: number;
}

export interface Dataset {
  readonly corridors: readonly CorridorRow[];
  readonly segments: readonly SegmentRow[];
  readonly strands: readonly StrandRow[];
  readonly news: readonly NewsRow[];
  /** The days on which something changes, and the last one that the atlas speaks of. */
  readonly days: readonly string[];
  readonly last: string;
  readonly style: Style;
}

export interface KindStyle {
  readonly id: string;
  readonly word: string;
  readonly plural: string;
  readonly site: boolean;
  /** SVG path data in a 16 x 16 box. */
  readonly sign: string;
  readonly color: Readonly<Record<Theme, string>>;
  /** The map symbol of a site as an SVG document. */
  readonly disc: Readonly<Record<Theme, string>>;
}

export interface StatusStyle {
  readonly id: string;
  readonly word: string;
  readonly text: string;
  /** Dash and gap in line widths. */
  readonly dash: readonly [number, number];
  readonly weight: number;
  readonly crossed: boolean;
  /** A stroke of this status as an SVG document. */
  readonly stroke: Readonly<Record<Theme, string>>;
  /** Line colour by kind. */
  readonly color: Readonly<Record<Theme, Readonly<Record<string, Rgb>>>>;
}

export interface Style {
  readonly kinds: readonly KindStyle[];
  readonly statuses: readonly StatusStyle[];
  readonly palettes: Readonly<Record<Theme, Readonly<Record<string, string>>>>;
  readonly schematic: string;
  /** Strokes as SVG documents. */
  readonly disputed: Readonly<Record<Theme, string>>;
  readonly band: Readonly<Record<Theme, string>>;
  readonly news: Readonly<Record<Theme, string>>;
  readonly changed: Readonly<Record<Theme, string>>;
  readonly spacing: readonly (readonly [most: number, apart: number])[];
  /** How what a user's file does not say is drawn. */
  readonly unknown: { readonly kind: KindStyle; readonly status: StatusStyle };
}

/** A layer that a user has brought. `levels`, `points` and `words` are addresses of gzipped parts (layer_data.py). */
export interface OwnLayer {
  readonly id: string;
  readonly name: string;
  readonly credit: string;
  /** Features in it. */
  readonly count: number;
  /** One bit a feature, base64: what every filter but kind and status lets through; null: all. */
  readonly mask: string | null;
  /** Lines, each level for zooms up to its own, the coarsest first. */
  readonly levels: readonly { readonly zoom: number; readonly data: string }[];
  readonly points: string | null;
  readonly words: string;
}

/** What Python asks the map to show; `echo` is the last change of the browser's that it knows of. */
export interface Asked {
  readonly deck: string;
  readonly dataset: string;
  /** What the filters let through on the day, and on any day. */
  readonly held: readonly string[];
  readonly ever: readonly string[];
  /** A past day (ISO) to show; null: the present. */
  readonly day: string | null;
  readonly events: readonly string[] | null;
  readonly toggles: Toggles;
  readonly corridor: string | null;
  /** Selected feature of a user's layer, as LAYER/FEATURE. */
  readonly feature: string | null;
  /** Users' layers that the legend lists, the lowest first. */
  readonly own: readonly OwnLayer[];
  readonly labels: boolean;
  readonly news: boolean;
  /** Corridors to mark as changed, and the words for it. */
  readonly changed: readonly string[];
  readonly since: string;
  /** null: as the page around it. */
  readonly theme: Theme | null;
  readonly echo: number;
  readonly flight: { readonly id: number; readonly camera: Camera };
  readonly home: Camera;
  readonly title: string;
  readonly asof: string;
  readonly alt: string;
  readonly attribution: string;
  readonly policy: string;
  /** The policy in a few words, for a picture. */
  readonly borders: string;
  readonly empty: string;
  /** Px on the right that the card covers. */
  readonly covered: number;
}

/** The same, with what only the browser can know. */
export type Known = Asked & { readonly theme: Theme };

/** What the browser tells Python, as one state value. */
export interface Told {
  readonly change: number;
  readonly camera: Camera;
  readonly toggles: Toggles;
  readonly corridor: string | null;
  readonly feature: string | null;
  readonly labels: boolean;
  readonly news: boolean;
  /** The query that the visitor went back or forward to, if that is the change. */
  readonly went: string | null;
  readonly day: string | null;
  /** A piece of news whose corridors alone are to be shown, if that is the change. */
  readonly event: string | null;
  /** Width and height of the map in CSS px. */
  readonly size: readonly [number, number];
}
