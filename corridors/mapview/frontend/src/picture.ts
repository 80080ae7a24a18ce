/** The picture of the screen: the map's canvases with title, legend, as-of date, scale and attribution drawn in. */

import type { Size } from "./camera";
import { scaleBar } from "./camera";
import type { Camera, CorridorRow, Dataset, Known, Theme } from "./contract";
import { pictureLegend } from "./look";
import type { OwnScene } from "./own";
import type { Rows } from "./rows";
import type { Stage } from "./stage";

export interface LegendLine {
  readonly word: string;
  readonly count: number | null;
  readonly color: string | null;
  readonly sign: string | null;
  /** SVG document of a stroke. */
  readonly stroke: string | null;
}

export interface Picture {
  readonly layers: readonly HTMLCanvasElement[];
  readonly size: Size;
  readonly ratio: number;
  readonly camera: Camera;
  readonly title: string;
  readonly asof: string;
  readonly attribution: string;
  readonly palette: Dataset["style"]["palettes"][Theme];
  readonly font: string;
  readonly legend: readonly LegendLine[];
}

/** What the picture of the screen is taken of. */
export interface Taken {
  readonly asked: Known;
  readonly data: Dataset;
  readonly rows: Rows;
  readonly stage: Stage;
  readonly camera: Camera;
  readonly seen: readonly CorridorRow[];
  readonly news: boolean;
  readonly own: OwnScene;
  readonly root: HTMLElement;
}

const HEAD_PX = 46;
const FOOT_PX = 30;
const LINE_PX = 18;

/** A PNG of at least two px a CSS px. Throws when the browser cannot make one. */
export async function pictureOf(picture: Picture): Promise<Blob> {
  const { size, palette } = picture;
  const strokes = await Promise.all(picture.legend.map((line) => (line.stroke ? loaded(line.stroke) : null)));
  const ratio = Math.max(2, picture.ratio);
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(size.width * ratio);
  canvas.height = Math.round((size.height + HEAD_PX + FOOT_PX) * ratio);
  const context = canvas.getContext("2d");
  if (!context) throw new Error("The browser gave no canvas for the picture");
  context.scale(ratio, ratio);
  context.fillStyle = palette["casing"] ?? "";
  context.fillRect(0, 0, size.width, size.height + HEAD_PX + FOOT_PX);
  for (const layer of picture.layers) context.drawImage(layer, 0, HEAD_PX, size.width, size.height);
  drawHead(context, picture);
  drawLegend(context, picture, strokes);
  drawFoot(context, picture);
  return new Promise((done, fail) =>
    canvas.toBlob((blob) => (blob ? done(blob) : fail(new Error("The browser made no picture"))), "image/png"),
  );
}

async function loaded(svg: string): Promise<HTMLImageElement> {
  const image = new Image();
  image.src = `data:image/svg+xml,${encodeURIComponent(svg)}`;
  await image.decode();
  return image;
}

function drawHead(context: CanvasRenderingContext2D, { title, asof, palette, font, size }: Picture): void {
  context.fillStyle = palette["ink"] ?? "";
  context.textBaseline = "middle";
  context.font = `12px ${font}`;
  const taken = context.measureText(asof).width;
  context.textAlign = "right";
  context.fillText(asof, size.width - 14, HEAD_PX / 2);
  context.textAlign = "left";
  context.font = `600 17px ${font}`;
  context.fillText(cut(context, title, size.width - taken - 48), 14, HEAD_PX / 2);
}

function cut(context: CanvasRenderingContext2D, text: string, width: number): string {
  if (context.measureText(text).width <= width) return text;
  let kept = text;
  while (kept.length > 1 && context.measureText(`${kept}…`).width > width) kept = kept.slice(0, -1);
  return `${kept.trimEnd()}…`;
}

function drawLegend(
  context: CanvasRenderingContext2D,
  picture: Picture,
  strokes: readonly (HTMLImageElement | null)[],
): void {
  const { legend, palette, font } = picture;
  context.font = `12px ${font}`;
  const words = legend.map(({ word, count }) => (count === null ? word : `${word}  ${count}`));
  const width = Math.max(...words.map((word) => context.measureText(word).width), 0) + 62;
  const [left, top] = [12, HEAD_PX + 12];
  context.globalAlpha = 0.92;
  context.fillStyle = palette["casing"] ?? "";
  context.beginPath();
  context.roundRect(left, top, width, legend.length * LINE_PX + 14, 6);
  context.fill();
  context.globalAlpha = 1;
  legend.forEach((line, index) => {
    const middle = top + 7 + LINE_PX * (index + 0.5);
    const stroke = strokes[index];
    if (stroke) context.drawImage(stroke, left + 8, middle - 5, 34, 10);
    if (line.color && line.sign) {
      context.fillStyle = line.color;
      context.save();
      context.translate(left + 18, middle - 7);
      context.scale(0.88, 0.88);
      context.fill(new Path2D(line.sign), "evenodd");
      context.restore();
    }
    context.fillStyle = palette["ink"] ?? "";
    context.fillText(words[index] ?? "", left + 50, middle);
  });
}

function drawFoot(context: CanvasRenderingContext2D, { camera, size, palette, attribution, font }: Picture): void {
  const { px, words } = scaleBar(camera.lat, camera.zoom);
  const middle = HEAD_PX + size.height + FOOT_PX / 2;
  context.strokeStyle = palette["ink"] ?? "";
  context.fillStyle = palette["ink"] ?? "";
  context.lineWidth = 1.2;
  context.beginPath();
  context.moveTo(14, middle - 4);
  context.lineTo(14, middle + 4);
  context.lineTo(14 + px, middle + 4);
  context.lineTo(14 + px, middle - 4);
  context.stroke();
  context.font = `11px ${font}`;
  context.fillText(`${words}   N ↑`, 22 + px, middle);
  context.textAlign = "right";
  context.fillText(cut(context, attribution, size.width - px - 140), size.width - 14, middle);
  context.textAlign = "left";
}

/** Copy or download a picture; returns what to tell the visitor. Where copying is refused, it is downloaded. */
export async function savePicture(picture: Promise<Blob>, copy: boolean, title: string): Promise<string> {
  try {
    if (copy) {
      try {
        await navigator.clipboard.write([new ClipboardItem({ "image/png": picture })]);
        return "The picture is on the clipboard.";
      } catch {
        // Not allowed, or not on a secure address.
      }
    }
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await picture);
    link.download = `${
      title
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, "-")
        .slice(0, 60)
        .replace(/^-|-$/g, "") || "corridors"
    }.png`;
    link.click();
    window.setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    return copy
      ? "This browser does not let a page copy pictures here: it is downloaded instead."
      : "The picture is downloaded.";
  } catch (error) {
    return `The picture could not be made: ${error instanceof Error ? error.message : "unknown reason"}.`;
  }
}

/** Take the picture of what is on the screen, and copy or download it; returns what to tell the visitor. */
export async function takePicture(taken: Taken, copy: boolean): Promise<string> {
  const { asked, data, rows, stage, camera, seen, news, own, root } = taken;
  const blob = pictureOf({
    layers: stage.canvases(),
    size: stage.size,
    ratio: stage.ratio,
    camera,
    title: asked.title,
    asof: asked.asof,
    attribution: [asked.attribution, asked.borders, ...own.credits].join(" · "),
    palette: data.style.palettes[asked.theme],
    font: getComputedStyle(root).fontFamily,
    legend: pictureLegend(data.style, seen, asked.theme, rows, { news, own }),
  });
  return savePicture(blob, copy, asked.title);
}
