/** Names and signs on a 2D canvas over the corridors: placed when the camera rests, drawn with every frame. */

import { fromWorld, linePx, type Size } from "./camera";
import type { Camera, Position, Rgb, StatusStyle } from "./contract";
import { type Box, boxesOf, type Candidate, every, place, Room } from "./labels";
import { type CorridorName, corridorNames, type Name, type PlaceName, placeNames } from "./names";
import type { OwnPart } from "./own";
import type { OwnFrame } from "./owncanvas";
import { drawChosen } from "./owndraw";
import type { LineRow, SiteRow } from "./rows";
import { Camera2D, screenLine } from "./screen";

type Context = CanvasRenderingContext2D;
type Palette = Readonly<Record<string, string>>;

export interface Shown {
  readonly corridors: readonly CorridorName[];
  readonly lines: readonly LineRow[];
  readonly sites: readonly SiteRow[];
  readonly chosen: string | null;
  readonly names: boolean;
  readonly places: readonly PlaceName[];
  readonly palette: Palette;
  readonly font: string;
  /** Parts of the map that panels cover. */
  readonly covered: readonly Box[];
  /** Sign of a corridor's kind: path data in a 16 x 16 box. */
  readonly signOf: (corridor: string) => string;
  readonly crossed: ReadonlySet<StatusStyle["id"]>;
  /** Users' layers, and the selected feature of one. */
  readonly own: OwnFrame;
  readonly feature: { readonly part: OwnPart; readonly row: number } | null;
}

interface Anchored {
  readonly key: string;
  readonly name: Name;
  /** Where the middle of the text is on the ground. */
  readonly at: Position;
  readonly angle: number;
  readonly width: number;
}

interface Mark {
  readonly at: Position;
  readonly angle: number;
  readonly color: Rgb;
  /** Path data, or null for a cross. */
  readonly sign: string | null;
  readonly corridor: string;
}

const FONTS = { corridor: "600 12.5px", country: "500 10.5px", place: "400 11px" } as const;
const SIGNS_FROM_ZOOM = 5.4;
const SIGN_STEP_PX = 190;
const CROSS_STEP_PX = 22;
const FADED = 0.38;
const SITE_PX = 12;
const SIGN_PX = 8;

export class Overlay {
  private anchored: Anchored[] = [];
  private marks: Mark[] = [];
  private former = new Map<string, { readonly at: Position; readonly angle: number }>();
  private readonly widths = new Map<string, number>();
  private readonly signs = new Map<string, Path2D>();

  constructor(private readonly context: Context) {}

  /** Choose names and signs for a camera at rest. Names that still fit where they were stay there. */
  arrange(shown: Shown, camera: Camera, size: Size): void {
    const view = new Camera2D(camera, size);
    const room = new Room();
    for (const box of shown.covered) room.take(box);
    for (const site of shown.sites) {
      const [x, y] = view.project(site.at);
      room.take([x - SITE_PX, y - SITE_PX, x + SITE_PX, y + SITE_PX]);
    }
    const measure = (text: string, look: Name["look"]) => this.measure(text, look, shown.font);
    const wanted = shown.names
      ? [...corridorNames(shown.corridors, shown.chosen, view, measure), ...placeNames(shown.places, view, measure)]
      : [];
    const former = new Map<string, Candidate>();
    for (const [key, { at, angle }] of this.former) {
      const [x, y] = view.project(at);
      if (angle === 0 && key.startsWith("c:")) former.set(key, { x, y, angle });
    }
    const placed = place(wanted, room, [2, 2, size.width - 2, size.height - 2], former);
    this.anchored = placed.map(({ item, key, at }) => ({
      key,
      name: item,
      at: this.ground(at, view),
      angle: at.angle,
      width: measure(item.text, item.look),
    }));
    this.former = new Map(this.anchored.map(({ key, at, angle }) => [key, { at, angle }]));
    this.marks = this.markLines(shown, view, room);
  }

  private ground({ x, y }: Candidate, view: Camera2D): Position {
    return fromWorld([(x - view.left) / view.scale, (y - view.top) / view.scale], 0);
  }

  private markLines(shown: Shown, view: Camera2D, room: Room): Mark[] {
    const crossed = (line: LineRow) => shown.crossed.has(line.segment.status);
    return shown.lines
      .filter((line) => crossed(line) || view.zoom >= SIGNS_FROM_ZOOM)
      .flatMap((line) =>
        screenLine(line, view).flatMap((run) => this.markRun(run, line, crossed(line), shown, view, room)),
      );
  }

  private markRun(
    run: readonly (readonly [number, number])[],
    line: LineRow,
    cross: boolean,
    shown: Shown,
    view: Camera2D,
    room: Room,
  ): Mark[] {
    const aside = line.offset * linePx(view.zoom);
    return every(run, cross ? CROSS_STEP_PX : SIGN_STEP_PX).flatMap((at) => {
      const [x, y] = [at.x - Math.sin(at.angle) * aside, at.y + Math.cos(at.angle) * aside];
      const box: Box = [x - SIGN_PX, y - SIGN_PX, x + SIGN_PX, y + SIGN_PX];
      if (!cross && !room.has(box)) return [];
      if (!cross) room.take(box);
      const sign = cross ? null : shown.signOf(line.corridor);
      return [
        {
          at: this.ground({ x, y, angle: 0 }, view),
          angle: at.angle,
          color: line.color,
          sign,
          corridor: line.corridor,
        },
      ];
    });
  }

  private measure(text: string, look: Name["look"], font: string): number {
    const key = `${look}${font}${text}`;
    let width = this.widths.get(key);
    if (width === undefined) {
      this.setFont(look, font);
      width = this.context.measureText(text).width;
      this.widths.set(key, width);
    }
    return width;
  }

  private setFont(look: Name["look"], font: string): void {
    this.context.font = `${FONTS[look]} ${font}`;
    this.context.letterSpacing = look === "country" ? "1.2px" : "0px";
  }

  /** Fonts have come or changed: measure again. */
  forgetWidths(): void {
    this.widths.clear();
  }

  /** Draw for any camera; while it zooms, names that would run into one another are left out. */
  draw(shown: Shown, camera: Camera, size: Size, ratio: number): void {
    const context = this.context;
    const view = new Camera2D(camera, size);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, size.width, size.height);
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.lineJoin = "round";
    if (shown.feature) drawChosen(context, shown.feature.part, shown.feature.row, view, shown.own.look);
    for (const mark of this.marks) this.drawMark(mark, view, shown);
    const room = new Room();
    for (const { name, at, angle, width } of this.anchored) {
      const [x, y] = view.project(at);
      if (!view.sees([x, y], width)) continue;
      const boxes = boxesOf({ x, y, angle }, width, 12);
      if (!boxes.every((box) => room.has(box))) continue;
      for (const box of boxes) room.take(box);
      this.drawName(name, { x, y, angle }, view, shown);
    }
    context.globalAlpha = 1;
  }

  private drawName(name: Name, { x, y, angle }: Candidate, view: Camera2D, shown: Shown): void {
    const { palette, chosen } = shown;
    const context = this.context;
    const color = name.color
      ? `rgb(${name.color.join(",")})`
      : palette[name.look === "country" ? "country_name" : "place_name"];
    context.globalAlpha = chosen !== null && name.corridor !== null && name.corridor !== chosen ? FADED : 1;
    this.setFont(name.look, shown.font);
    context.fillStyle = color ?? "";
    context.strokeStyle = palette["halo"] ?? "";
    context.lineWidth = name.look === "corridor" ? 3.4 : 2.6;
    if (name.look === "place") this.dot(view.project(name.at));
    context.save();
    context.translate(x, y);
    context.rotate(angle);
    context.strokeText(name.text, 0, 0);
    context.fillText(name.text, 0, 0);
    context.restore();
  }

  private dot([x, y]: readonly [number, number]): void {
    this.context.beginPath();
    this.context.arc(x, y, 1.7, 0, 2 * Math.PI);
    this.context.stroke();
    this.context.fill();
  }

  private drawMark({ at, angle, color, sign, corridor }: Mark, view: Camera2D, shown: Shown): void {
    const context = this.context;
    const [x, y] = view.project(at);
    if (!view.sees([x, y], 10)) return;
    context.globalAlpha = shown.chosen !== null && corridor !== shown.chosen ? FADED : 1;
    context.save();
    context.translate(x, y);
    if (sign === null) {
      context.rotate(angle);
      context.strokeStyle = `rgb(${color.join(",")})`;
      context.lineWidth = 1.2;
      context.stroke(this.shape("M-3-3L3 3M3-3L-3 3"));
    } else {
      context.fillStyle = shown.palette["casing"] ?? "";
      context.beginPath();
      context.arc(0, 0, 7.5, 0, 2 * Math.PI);
      context.fill();
      context.fillStyle = `rgb(${color.join(",")})`;
      context.scale(0.7, 0.7);
      context.translate(-8, -8);
      context.fill(this.shape(sign), "evenodd");
    }
    context.restore();
  }

  private shape(path: string): Path2D {
    let shape = this.signs.get(path);
    if (!shape) {
      shape = new Path2D(path);
      this.signs.set(path, shape);
    }
    return shape;
  }

  /** Texts of the corridor names that are placed. */
  get placedNames(): string[] {
    return this.anchored.flatMap(({ name }) => (name.look === "corridor" ? [name.text] : []));
  }
}
