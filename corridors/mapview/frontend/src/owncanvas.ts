/**
 * The canvas of users' layers. They are drawn once into a frame wider than the map, and that picture is moved and
 * scaled with the camera until it rests: so moving costs the same for 10 lines and for 5,000.
 */

import type { Size } from "./camera";
import type { Camera } from "./contract";
import { el } from "./dom";
import type { OwnScene } from "./own";
import { drawScene } from "./owndraw";
import type { OwnLook } from "./ownlook";
import { Camera2D } from "./screen";

const CALM: CanvasRenderingContext2DSettings = { willReadFrequently: true };
/** How far the picture reaches beyond the map on each side, as a share of its size. */
const PAD = 0.2;
/** A picture that was drawn in this time is drawn anew with every frame. */
const QUICK_MS = 12;
/** What is left of it while something is selected. */
const RECEDE = 0.35;

interface Taken {
  readonly scene: OwnScene;
  readonly look: OwnLook;
  readonly view: Camera2D;
  readonly ratio: number;
}

export interface OwnFrame {
  readonly scene: OwnScene;
  readonly look: OwnLook;
  readonly recede: boolean;
}

export class OwnCanvas {
  readonly element = el("canvas", { class: "cm-own", "aria-hidden": "true" });
  private readonly back = document.createElement("canvas");
  private taken: Taken | null = null;
  private cost = 0;
  private print = "";

  /** Show a frame for a camera; at rest it is as sharp as can be. */
  draw({ scene, look, recede }: OwnFrame, camera: Camera, size: Size, ratio: number, atRest: boolean): void {
    const view = new Camera2D(camera, size);
    if (scene.parts.length === 0) {
      this.clear();
      return;
    }
    if (this.isStale(scene, look, ratio) || (!this.fits(view) && (atRest || this.cost <= QUICK_MS))) {
      this.take(scene, look, camera, size, ratio);
    }
    this.show(view, ratio, recede);
  }

  private clear(): void {
    if (!this.taken) return;
    this.taken = null;
    this.print = "";
    this.context(this.element)?.clearRect(0, 0, this.element.width, this.element.height);
  }

  private isStale(scene: OwnScene, look: OwnLook, ratio: number): boolean {
    const { taken } = this;
    if (!taken || taken.scene !== scene || taken.ratio !== ratio) return true;
    return taken.look.style !== look.style || taken.look.theme !== look.theme;
  }

  /** The picture has the scale of the camera and reaches around what it sees. */
  private fits(view: Camera2D): boolean {
    if (!this.taken || this.taken.view.scale !== view.scale) return false;
    const [dx, dy] = [view.left - this.taken.view.left, view.top - this.taken.view.top];
    const { width, height } = this.taken.view;
    return dx <= 0 && dy <= 0 && dx + width >= view.width && dy + height >= view.height;
  }

  private context(canvas: HTMLCanvasElement): CanvasRenderingContext2D | null {
    return canvas.getContext("2d", CALM);
  }

  private take(scene: OwnScene, look: OwnLook, camera: Camera, size: Size, ratio: number): void {
    const start = performance.now();
    const wide = { width: size.width * (1 + 2 * PAD), height: size.height * (1 + 2 * PAD) };
    const view = new Camera2D(camera, wide);
    const { back } = this;
    back.width = Math.round(wide.width * ratio);
    back.height = Math.round(wide.height * ratio);
    const context = this.context(back);
    if (!context) return;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    drawScene(context, scene, view, look);
    this.taken = { scene, look, view, ratio };
    this.print = "";
    this.cost = performance.now() - start;
  }

  private show(view: Camera2D, ratio: number, recede: boolean): void {
    const { taken, back, element } = this;
    const [width, height] = [Math.round(view.width * ratio), Math.round(view.height * ratio)];
    const print = `${view.left},${view.top},${view.scale},${width},${height},${recede}`;
    if (!taken || print === this.print) return;
    this.print = print;
    if (element.width !== width) element.width = width;
    if (element.height !== height) element.height = height;
    const context = this.context(element);
    if (!context) return;
    context.clearRect(0, 0, width, height);
    context.globalAlpha = recede ? RECEDE : 1;
    const grown = view.scale / taken.view.scale;
    const [x, y] = [view.left - taken.view.left * grown, view.top - taken.view.top * grown];
    // Whole px, so that a picture that is only moved stays sharp.
    const at = grown === 1 ? [Math.round(x * ratio), Math.round(y * ratio)] : [x * ratio, y * ratio];
    context.drawImage(back, at[0] as number, at[1] as number, back.width * grown, back.height * grown);
  }
}
