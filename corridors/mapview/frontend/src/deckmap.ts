/** deck.gl behind one small face: layers from pydeck's JSON, rows from the dataset, one camera, picking. */

import { Deck, FlyToInterpolator, type Layer, LinearInterpolator, MapView } from "@deck.gl/core";
import { PathStyleExtension } from "@deck.gl/extensions";
import { JSONConverter } from "@deck.gl/json";
import { IconLayer, PathLayer, ScatterplotLayer } from "@deck.gl/layers";
import { held, linePx, MAX_ZOOM, MIN_ZOOM } from "./camera";
import type { Camera } from "./contract";
import { el } from "./dom";
import type { Rows } from "./rows";

type Row = { readonly corridor?: string; readonly corridors?: readonly string[] };
/** What pydeck's layers carry beside deck.gl's own properties: which rows they draw, and how far they recede. */
interface Marked {
  readonly rows?: string;
  readonly fade?: number;
  /** Width in full line widths; those without it have px of their own. */
  readonly lineScale?: number;
}
interface ViewState {
  longitude: number;
  latitude: number;
  zoom: number;
}

export interface Drawing {
  readonly rows: Rows;
  readonly chosen: string | null;
  readonly news: boolean;
  /** Ids of the corridors that are marked as changed. */
  readonly changed: readonly string[];
}

export interface Listener {
  moved(camera: Camera, moving: boolean): void;
  beforeFrame(): void;
  afterFrame(): void;
  /** The browser took the WebGL context away. */
  lost(): void;
  failed(error: Error): void;
}

const CONVERTER = { classes: { PathLayer, IconLayer, ScatterplotLayer, PathStyleExtension, MapView } };
const NO_ROWS: readonly Row[] = [];
const iconScale = (px: number) => Math.max(0.66, Math.min(1.1, px / 2.3));
const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

export class DeckMap {
  private readonly deck: Deck<MapView>;
  private templates: Layer[] = [];
  private converted = "";
  /** Something can be clicked under the pointer. */
  pointing = false;
  private acting = false;
  private drawing: Drawing | null = null;
  private sets: Readonly<Record<string, readonly Row[]>> = {};
  private linePx: number;

  constructor(
    parent: HTMLDivElement,
    camera: Camera,
    private readonly listener: Listener,
  ) {
    this.linePx = linePx(camera.zoom);
    const canvas = el("canvas", {});
    parent.append(canvas);
    // deck.gl takes over the context that is there; where there is none, it would leave a promise rejected.
    if (!canvas.getContext("webgl2", { antialias: true, powerPreference: "high-performance" }))
      throw new Error("no context");
    canvas.addEventListener("webglcontextlost", (event) => {
      event.preventDefault();
      listener.lost();
    });
    this.deck = new Deck<MapView>({
      canvas,
      views: new MapView({ repeat: true }),
      controller: {
        dragRotate: false,
        touchRotate: false,
        keyboard: false,
        doubleClickZoom: true,
        inertia: calm() ? 0 : 250,
      },
      viewState: this.stateOf(camera),
      // What lies under the pointer is worked out from the rows (hits.ts): reading it back would stall the drawing.
      _pickable: false,
      width: "100%",
      height: "100%",
      layers: [],
      onViewStateChange: ({ viewState, interactionState }) => {
        this.acting = Boolean(
          interactionState.isDragging || interactionState.inTransition || interactionState.isZooming,
        );
        this.show(viewState as ViewState, this.acting);
      },
      onBeforeRender: () => listener.beforeFrame(),
      onAfterRender: () => listener.afterFrame(),
      onInteractionStateChange: (state) => {
        this.acting = Boolean(state.isDragging || state.inTransition || state.isZooming);
      },
      onError: (error) => (this.deck.isInitialized ? reportError(error) : listener.failed(error)),
      getCursor: ({ isDragging }) => (isDragging ? "grabbing" : this.pointing ? "pointer" : "grab"),
    });
  }

  private stateOf({ lon, lat, zoom }: Camera): ViewState & { minZoom: number; maxZoom: number } {
    return { longitude: lon, latitude: lat, zoom, minZoom: MIN_ZOOM, maxZoom: MAX_ZOOM };
  }

  private show(state: ViewState, moving: boolean): void {
    const camera = held({ lon: state.longitude, lat: state.latitude, zoom: state.zoom });
    this.deck.setProps({ viewState: { ...state, ...this.stateOf(camera) } });
    this.widen(camera.zoom);
    this.listener.moved(camera, moving);
  }

  /** Go to a camera: at once, in a short glide, or flying. */
  go(camera: Camera, how: "jump" | "glide" | "fly"): void {
    const target = held(camera);
    const moves = how !== "jump" && !calm();
    const props = ["longitude", "latitude", "zoom"];
    const glide = {
      transitionDuration: how === "fly" ? 700 : 160,
      transitionInterpolator: how === "fly" ? new FlyToInterpolator() : new LinearInterpolator(props),
    };
    this.deck.setProps({ viewState: { ...this.stateOf(target), ...(moves ? glide : { transitionDuration: 0 }) } });
    if (!moves) {
      this.widen(target.zoom);
      this.listener.moved(target, false);
    }
  }

  /** Take over a pydeck deck, as JSON; its camera is left aside. */
  read(json: string): void {
    if (json === this.converted) return;
    const { layers } = JSON.parse(json) as { layers: unknown[] };
    const props = new JSONConverter({ configuration: CONVERTER }).convert({ layers }) as { layers: Layer[] };
    this.templates = props.layers;
    this.converted = json;
  }

  /** Lines grow with the zoom, in steps too small to see. */
  private widen(zoom: number): void {
    const px = linePx(zoom);
    if (px === this.linePx) return;
    this.linePx = px;
    if (this.drawing) this.draw(this.drawing);
  }

  draw(drawing: Drawing): void {
    const { chosen } = drawing;
    if (drawing !== this.drawing) this.pick(drawing);
    this.drawing = drawing;
    const layers = this.templates.map((template) => {
      const { rows: name = "", fade = 1, lineScale } = template.props as unknown as Marked;
      const data = this.sets[name] ?? NO_ROWS;
      // deck.gl takes the opacity to the power of 1/2.2: the share that shows is meant here.
      const opacity = template.props.opacity * (chosen === null ? 1 : fade ** 2.2);
      const scale = template instanceof IconLayer ? { sizeScale: iconScale(this.linePx) } : {};
      const width = lineScale === undefined ? scale : { widthScale: lineScale * this.linePx };
      return template.clone({ data, opacity, ...width } as Partial<Layer["props"]>);
    });
    this.deck.setProps({ layers });
  }

  private pick({ rows, chosen, news, changed }: Drawing): void {
    const own = (row: Row) => row.corridor === chosen;
    const other = (row: Row) => row.corridor !== undefined && changed.includes(row.corridor);
    this.sets = {
      lines: rows.lines,
      schematic: rows.schematic,
      sites: rows.sites,
      chosen: rows.lines.filter(own),
      chosenSites: rows.sites.filter(own),
      news: news ? rows.news : NO_ROWS,
      changed: rows.lines.filter(other),
      changedSites: rows.sites.filter(other),
    };
  }

  /** Draw now, so that the canvas can be read in this very task. */
  canvas(): HTMLCanvasElement | null {
    this.deck.redraw("picture");
    return this.deck.getCanvas();
  }

  /** Dragged, zoomed or in flight. */
  get busy(): boolean {
    return this.acting;
  }

  close(): void {
    this.deck.finalize();
  }
}
