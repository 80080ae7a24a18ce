/** The map as a whole: what Python asks and what the visitor does, drawn at once and told back. */

import { type Acting, buttonActions, legendActions } from "./actions";
import { Address } from "./address";
import { dataAt } from "./asof";
import { comeIntoSight, goToChosen } from "./bearings";
import { cameraText, held } from "./camera";
import { featureOf, ownPositions, shownOf } from "./compose";
import type { Asked, Camera, CorridorRow, Dataset, Group, Known, Position, Told } from "./contract";
import { type Change, Controls } from "./controls";
import { sayBasemapFailed, sayDataFailed, sayLayerFailed, sayMapFailed } from "./faults";
import { FullScreen } from "./fullscreen";
import { discs, known } from "./look";
import { CHANGE, mark, PAINTED } from "./marks";
import { NO_SCENE, OwnLayers, type OwnScene } from "./own";
import { Panels } from "./panels";
import { takePicture } from "./picture";
import { levelOf, positionsOf, RowMaker, type Rows } from "./rows";
import type { Covered } from "./sight";
import { Source } from "./source";
import { Stage } from "./stage";
import { Times } from "./times";
import { shows } from "./toggles";
import { changed, heard, sized } from "./told";

const NARROW_PX = 640;

export class CorridorMap implements Acting {
  readonly stage: Stage;
  readonly panels: Panels;
  readonly full: FullScreen;
  /** Everything, and what of it was known on the day shown. */
  whole: Dataset | null = null;
  data: Dataset | null = null;
  maker: RowMaker | null = null;
  asked: Known;
  camera: Camera;
  told: Told;
  private readonly address: Address;
  private readonly controls: Controls;
  private readonly source = new Source();
  private readonly times = new Times(this);
  private readonly own = new OwnLayers({
    came: () => this.update(),
    failed: (layer, words, again) => sayLayerFailed(this, layer, words, again),
  });
  private scene: OwnScene = NO_SCENE;
  private drawn = "";
  private rows: Rows | null = null;
  private drawnScene: OwnScene = NO_SCENE;
  private rowsPrint = "";
  private dayPrint = "";
  private flight: number;
  /** What is selected is to be brought into sight. */
  private seeking: "jump" | "fly" | null = null;
  folded: boolean;

  constructor(
    readonly root: HTMLElement,
    asked: Asked,
    private send: (told: Told) => void,
  ) {
    this.asked = known(asked, root);
    this.camera = held(asked.flight.camera);
    this.flight = asked.flight.id;
    this.told = heard(asked, { camera: this.camera, size: [0, 0] });
    this.folded = root.clientWidth < NARROW_PX;
    this.full = new FullScreen(root, () => this.update());
    this.panels = new Panels(legendActions(this), buttonActions(this), (change) => this.change(change));
    this.stage = new Stage(this.camera, {
      moved: (camera) => this.moved(camera),
      settled: (camera) => this.settled(camera),
      painted: () => this.painted(),
      hovered: (hit, x, y) => this.controls.hovered(hit, x, y),
      clicked: (hits, x, y) => this.controls.clicked(hits, x, y),
      failed: (words, again) => sayMapFailed(this, words, again),
      recovered: () => this.panels.notice.close("map"),
      basemapFailed: (words) => sayBasemapFailed(this, words),
    });
    this.times.mount(root);
    this.address = new Address((query) => this.went(query));
    this.controls = new Controls(this);
    this.panels.mount(root, this.stage.element);
    this.stage.measure();
    root.dataset["ready"] = "false";
  }

  /** Take over what Python asks. What the visitor has changed since it last heard of us stays. */
  async receive(asked: Asked, send: (told: Told) => void): Promise<void> {
    const first = this.data === null;
    const { told: before, asked: former } = this;
    this.asked = known(asked, this.root);
    this.send = send;
    if (asked.echo >= this.told.change) this.told = heard(asked, this.told);
    this.own.read(asked.own);
    if (!(await this.load())) return;
    this.stage.read(asked.deck);
    this.panels.furniture.read(asked);
    if (asked.flight.id !== this.flight) {
      this.flight = asked.flight.id;
      this.stage.go(held(asked.flight.camera), first ? "jump" : "fly");
    }
    // A link that says where to look is left as it was sent.
    const sent = first && cameraText(this.camera) !== cameraText(asked.home);
    const other = this.told.corridor !== before.corridor || this.told.feature !== before.feature;
    if ((other || first) && !sent) this.seeking = first ? "jump" : "fly";
    this.update();
    // The visitor has switched the page between light and dark: Python hears of it only if told.
    if (!first && asked.theme === null && this.asked.theme !== former.theme) this.change({});
  }

  /** False when there is nothing to draw, or something newer is on its way. */
  private async load(): Promise<boolean> {
    try {
      const data = await this.source.load(this.asked.dataset);
      if (!data) return false;
      this.panels.notice.close("data");
      this.whole = data;
      this.recall();
      return true;
    } catch (error) {
      sayDataFailed(this, error, () => void this.receive(this.asked, this.send));
      return false;
    }
  }

  /** Take the data as of the day shown. */
  private recall(): void {
    const print = `${this.asked.dataset} ${this.told.day}`;
    if (!this.whole || print === this.dayPrint) return;
    this.dayPrint = print;
    this.data = dataAt(this.whole, this.told.day);
    this.maker = new RowMaker(this.data);
    this.rowsPrint = "";
  }

  lookAt(day: string | null): void {
    this.told = { ...this.told, day };
    this.update();
  }

  valuesOf(group: Group): string[] {
    if (group === "layer") return this.own.ids;
    const style = this.data?.style;
    return (group === "kind" ? style?.kinds : style?.statuses)?.map(({ id }) => id) ?? [];
  }

  private get held(): CorridorRow[] {
    const ids = this.told.day === this.asked.day ? this.asked.held : this.asked.ever;
    return this.data?.corridors.filter((row) => ids.includes(row.id)) ?? [];
  }

  private get seen(): CorridorRow[] {
    return this.held.filter((row) => shows(this.told.toggles, row));
  }

  /** Something the visitor has changed: painted at once, then told. */
  change(change: Change): void {
    this.told = changed(this.told, change, this.camera);
    this.update();
    this.tell();
  }

  /** Back or forward: Python knows what the address asks for. */
  private went(query: string): void {
    this.told = { ...this.told, change: this.told.change + 1, went: query };
    this.tell();
  }

  private tell(): void {
    this.told = sized(this.told, this.stage.size);
    this.send(this.told);
  }

  update(): void {
    this.recall();
    const { data, maker } = this;
    if (!data || !maker) return;
    const { theme } = this.asked;
    const { seen } = this;
    this.scene = this.own.at(this.camera.zoom, this.told.toggles, data.style);
    const visible = new Set(seen.map((row) => row.id));
    const events = this.asked.events && new Set(this.asked.events);
    const level = levelOf(this.camera.zoom);
    const print = JSON.stringify([this.dayPrint, [...visible], theme, level, this.asked.events]);
    if (print !== this.rowsPrint || !this.rows) {
      const rows = maker.make(visible, theme, level, discs(data.style, theme));
      this.rows = { ...rows, news: rows.news.filter((row) => events === null || events.has(row.id)) };
      this.rowsPrint = print;
    }
    this.seek();
    this.panels.draw(this.root, data, this.rows, { held: this.held, seen, own: this.scene }, this);
    this.draw(data, maker, seen, this.rows);
    this.panels.furniture.sayDay(this.times.words());
    this.times.draw();
  }

  /** Go to what was selected elsewhere, once it is here. */
  private seek(): void {
    if (!this.seeking || (this.told.feature !== null && !this.own.isWhole)) return;
    const how = this.seeking;
    this.seeking = null;
    comeIntoSight(this, how);
  }

  /** Draw what has changed; where nothing has, no frame is asked for. */
  private draw(data: Dataset, maker: RowMaker, seen: readonly CorridorRow[], rows: Rows): void {
    const { asked, told, full, folded, drawn, scene } = this;
    const { theme } = asked;
    this.drawn = JSON.stringify([
      asked.deck,
      this.rowsPrint,
      told.corridor,
      told.feature,
      told.labels,
      told.news,
      asked.changed,
      asked.covered,
      full.on,
      folded,
    ]);
    if (this.drawn === drawn && scene === this.drawnScene) return;
    this.drawnScene = scene;
    mark(CHANGE);
    const feature = featureOf(scene, told.feature);
    // A feature that is selected makes the corridors recede as a corridor does.
    const chosen = seen.some((row) => row.id === told.corridor) ? told.corridor : feature && told.feature;
    const drawing = { rows, chosen, news: told.news, changed: asked.changed };
    this.stage.draw(drawing, {
      ...shownOf(data, maker, seen, rows, theme),
      chosen,
      names: told.labels,
      font: getComputedStyle(this.root).fontFamily,
      covered: this.panels.boxes(this.root, this.covered.card, this.stage.size),
      own: { scene, look: { style: data.style, theme }, recede: chosen !== null },
      feature,
    });
  }

  private painted(): void {
    const { dataset } = this.root;
    dataset["visible"] = `${(this.rows?.segments ?? 0) + this.scene.shown}`;
    dataset["names"] = this.stage.placedNames.join("|");
    if (this.stage.hasBasemap && this.own.isWhole) dataset["ready"] = "true";
    mark(PAINTED);
  }

  private moved(camera: Camera): void {
    const finer = Math.ceil(camera.zoom) !== Math.ceil(this.camera.zoom);
    this.camera = camera;
    if (finer) this.update();
    this.root.dataset["view"] = cameraText(camera);
    this.panels.furniture.drawScale(camera);
    this.panels.tips.hide();
    this.panels.tips.close();
  }

  /** The camera rests: the address follows it in place (going back leads to the last view, not to the last move). */
  private settled(camera: Camera): void {
    this.root.dataset["names"] = this.stage.placedNames.join("|");
    // On the way back to an earlier view, that view's camera is about to come.
    const leaving = this.told.went !== null && this.asked.echo < this.told.change;
    if (leaving || cameraText(camera) === cameraText(this.told.camera)) return;
    const home = cameraText(camera) === cameraText(this.asked.home);
    this.address.follow(home ? null : camera);
    this.told = { ...this.told, change: this.told.change + 1, camera, event: null, went: null };
    this.tell();
  }

  get covered(): Covered {
    const narrow = this.folded || this.stage.size.width < NARROW_PX;
    return { legend: narrow ? 0 : this.panels.legend.element.offsetWidth, card: this.full.on ? 0 : this.asked.covered };
  }

  get chosenPositions(): Position[] {
    const { data, told, scene } = this;
    if (told.feature) return ownPositions(featureOf(scene, told.feature));
    return data && told.corridor ? positionsOf(data, told.corridor) : [];
  }

  readonly toChosen = () => goToChosen(this);

  fold(): void {
    this.folded = !this.folded;
    this.update();
  }

  async picture(copy: boolean): Promise<void> {
    const { asked, data, rows, stage, camera, told, seen, scene: own, root } = this;
    if (!data || !rows) return;
    const words = await takePicture({ asked, data, rows, stage, camera, seen, news: told.news, own, root }, copy);
    this.panels.notice.say("picture", words, "", () => undefined, 6000);
  }

  close(): void {
    for (const part of [this.times, this.address, this.controls, this.full, this.stage]) part.close();
    this.root.replaceChildren();
  }
}
