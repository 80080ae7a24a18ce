/** The three canvases of the map, one above the other: basemap (2D), corridors (WebGL), names (2D). One camera. */

import { type Basemap, covers, drawBasemap, loadBasemap, scaleFor } from "./basemap";
import { cameraText, type Size } from "./camera";
import type { Camera } from "./contract";
import { DeckMap, type Drawing } from "./deckmap";
import { el } from "./dom";
import { type Hit, hitsAt } from "./hits";
import { Overlay, type Shown } from "./overlay";
import { OwnCanvas } from "./owncanvas";
import { ownHitsAt } from "./ownhits";
import { listenTo } from "./pointer";
import { Camera2D } from "./screen";

const SETTLE_MS = 180;
/** Drawn by the processor: text and outlines are slow on a software rasteriser, and take no time to speak of here. */
const CALM: CanvasRenderingContext2DSettings = { willReadFrequently: true };
const RETRY_MS = 400;
const MOST_LOSSES = 3;

export interface StageListener {
  moved(camera: Camera): void;
  settled(camera: Camera): void;
  painted(): void;
  hovered(hit: Hit | null, x: number, y: number): void;
  clicked(hits: readonly Hit[], x: number, y: number): void;
  /** The corridors cannot be drawn; `again` tells that the stage is trying by itself. */
  failed(words: string, again: boolean): void;
  recovered(): void;
  basemapFailed(words: string): void;
}

export class Stage {
  readonly element = el("div", { class: "cm-stage" });
  size: Size = { width: 0, height: 0 };
  /** The first basemap has come, or failed to. */
  hasBasemap = false;
  private readonly base = el("canvas", { class: "cm-base", "aria-hidden": "true" });
  private readonly own = new OwnCanvas();
  private readonly over = el("canvas", { class: "cm-over", "aria-hidden": "true" });
  private readonly host = el("div", { class: "cm-deck" });
  private readonly overlay: Overlay;
  private readonly observer = new ResizeObserver(() => this.measure());
  private deck: DeckMap | null = null;
  private deckJson = "";
  private restyled = false;
  private drawing: Drawing | null = null;
  private shown: Shown | null = null;
  private basemap: Basemap | null = null;
  private settling = 0;
  private losses = 0;
  private asked = false;
  private basePrint = "";
  private closed = false;

  constructor(
    private camera: Camera,
    private readonly listener: StageListener,
  ) {
    this.element.append(this.base, this.own.element, this.host, this.over);
    this.overlay = new Overlay(this.over.getContext("2d", CALM) as CanvasRenderingContext2D);
    this.observer.observe(this.element);
    listenTo(this.element, {
      hovered: (x, y, reach) => this.point(x, y, reach),
      clicked: (x, y, reach) => this.listener.clicked(this.hits(x, y, reach), x, y),
    });
    void document.fonts.ready.then(() => this.fontsCame());
    this.open();
  }

  private open(): void {
    try {
      this.deck = new DeckMap(this.host, this.camera, {
        moved: (camera, moving) => this.moved(camera, moving),
        beforeFrame: () => this.drawBase(),
        afterFrame: () => this.afterFrame(),
        lost: () => this.lost(),
        failed: (error) => this.fail(error),
      });
    } catch (error) {
      this.fail(error instanceof Error ? error : new Error("no reason given"));
      return;
    }
    if (this.deckJson) this.deck.read(this.deckJson);
    if (this.drawing) this.deck.draw(this.drawing);
  }

  private fail(error: Error): void {
    if (this.losses > 0 || this.closed) return;
    this.shut();
    this.drawBase();
    requestAnimationFrame(() => this.afterFrame());
    this.listener.failed(`This browser gives the map no WebGL 2 (${error.message.slice(0, 120)}).`, false);
  }

  /** The driver took the context away: set up a new one, a few times, then leave it to the visitor. */
  private lost(): void {
    this.losses += 1;
    const again = this.losses <= MOST_LOSSES;
    this.listener.failed("The graphics driver stopped drawing the map.", again);
    this.shut();
    if (again) window.setTimeout(() => this.reopen(), RETRY_MS);
  }

  /** Set the drawing up anew, with everything as it was. */
  reopen(): void {
    if (this.closed || this.deck) return;
    this.asked = true;
    this.open();
  }

  private shut(): void {
    this.deck?.close();
    this.deck = null;
    this.host.replaceChildren();
  }

  read(deckJson: string): void {
    if (deckJson === this.deckJson) return;
    this.deckJson = deckJson;
    this.restyled = true;
    this.deck?.read(deckJson);
  }

  /** Draw this from the next frame on; `painted` is told after the frame that shows it. */
  draw(drawing: Drawing, shown: Shown): void {
    const former = this.drawing;
    const { rows, chosen, news } = drawing;
    const same = former?.rows === rows && former.chosen === chosen && former.news === news;
    const changed = this.restyled || !same || former.changed.join() !== drawing.changed.join();
    this.restyled = false;
    this.drawing = drawing;
    this.shown = { ...shown, places: this.basemap?.names ?? [] };
    this.asked = true;
    this.drawBase();
    if (this.size.width > 0) this.overlay.arrange(this.shown, this.camera, this.size);
    // Names have a canvas of their own: where nothing else has changed, the WebGL frame stays as it is.
    if (this.deck && changed) this.deck.draw(drawing);
    else requestAnimationFrame(() => this.afterFrame());
  }

  go(camera: Camera, how: "jump" | "glide" | "fly"): void {
    if (cameraText(camera) === cameraText(this.camera)) return;
    if (this.deck) this.deck.go(camera, how);
    else this.moved(camera, false);
  }

  private hits(x: number, y: number, reach: number): Hit[] {
    if (!this.drawing || !this.shown || !this.deck) return [];
    const { rows, news } = this.drawing;
    const view = new Camera2D(this.camera, this.size);
    const own = ownHitsAt(this.shown.own.scene, view, x, y, reach);
    return hitsAt(rows, { news, own }, view, x, y, reach);
  }

  private point(x: number, y: number, reach: number): void {
    const [hit] = this.hits(x, y, reach);
    if (this.deck) this.deck.pointing = hit !== undefined;
    this.listener.hovered(hit ?? null, x, y);
  }

  /** The canvases, freshly drawn: to be read in the same task. */
  canvases(): HTMLCanvasElement[] {
    const drawn = this.deck?.canvas();
    return [this.base, this.own.element, ...(drawn ? [drawn] : []), this.over];
  }

  get ratio(): number {
    return Math.min(3, window.devicePixelRatio || 1);
  }

  get placedNames(): string[] {
    return this.overlay.placedNames;
  }

  private moved(camera: Camera, moving: boolean): void {
    this.camera = camera;
    this.listener.moved(camera);
    window.clearTimeout(this.settling);
    this.settling = window.setTimeout(
      () => (moving && this.deck?.busy ? this.moved(this.camera, true) : this.settle()),
      SETTLE_MS,
    );
  }

  private settle(): void {
    if (this.closed) return;
    void this.chooseBasemap();
    if (this.shown) this.overlay.arrange(this.shown, this.camera, this.size);
    this.drawOwn(true);
    this.drawOver();
    this.listener.settled(this.camera);
  }

  async chooseBasemap(): Promise<void> {
    try {
      const found = await this.fittingBasemap();
      if (this.closed || (found === this.basemap && this.hasBasemap)) return;
      this.basemap = found;
      if (this.shown) this.shown = { ...this.shown, places: found.names };
      this.rearrange();
    } catch (error) {
      this.listener.basemapFailed(error instanceof Error ? error.message : "The basemap could not be loaded");
    }
    if (!this.hasBasemap) this.settleBasemap();
  }

  private async fittingBasemap(): Promise<Basemap> {
    const scale = scaleFor(this.camera.zoom);
    const found = await loadBasemap(scale);
    return scale === "near" && !covers(found, this.camera, this.size) ? loadBasemap("mid") : found;
  }

  private settleBasemap(): void {
    this.hasBasemap = true;
    this.asked = true;
    requestAnimationFrame(() => this.afterFrame());
  }

  private fontsCame(): void {
    this.overlay.forgetWidths();
    this.rearrange();
  }

  private rearrange(): void {
    this.basePrint = "";
    this.drawBase();
    this.drawOwn(true);
    if (this.shown && this.size.width > 0) this.overlay.arrange(this.shown, this.camera, this.size);
    this.drawOver();
  }

  /** Take over the size of the element. */
  measure(): void {
    const { clientWidth: width, clientHeight: height } = this.element;
    if (width === 0 || height === 0) return;
    this.size = { width, height };
    for (const canvas of [this.base, this.over]) {
      canvas.width = Math.round(width * this.ratio);
      canvas.height = Math.round(height * this.ratio);
    }
    void this.chooseBasemap();
    this.rearrange();
  }

  private drawOver(): void {
    if (this.shown) this.overlay.draw(this.shown, this.camera, this.size, this.ratio);
  }

  private drawOwn(atRest: boolean): void {
    if (!this.shown || this.size.width === 0) return;
    this.own.draw(this.shown.own, this.camera, this.size, this.ratio, atRest);
  }

  private drawBase(): void {
    this.drawOwn(false);
    const palette = this.shown?.palette;
    const context = this.base.getContext("2d", CALM);
    if (!palette || !context || this.size.width === 0) return;
    const { lon, lat, zoom } = this.camera;
    const print = `${lon},${lat},${zoom},${palette["land"]}`;
    if (print === this.basePrint) return;
    this.basePrint = print;
    drawBasemap(context, this.basemap, new Camera2D(this.camera, this.size), palette, this.ratio);
  }

  private afterFrame(): void {
    this.drawOver();
    if (!this.asked || !this.drawing) return;
    this.asked = false;
    // The next frame begins once this one is handed to the screen.
    requestAnimationFrame(() => {
      if (this.closed) return;
      if (this.deck) this.listener.recovered();
      this.listener.painted();
    });
  }

  close(): void {
    this.closed = true;
    window.clearTimeout(this.settling);
    this.observer.disconnect();
    this.shut();
  }
}
