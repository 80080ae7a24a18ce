/** The day that the map shows: timeline, playing, steps; the browser is ahead, Python is told when it comes to rest. */

import { dayWords, nextDay } from "./asof";
import type { Dataset, Known, Told } from "./contract";
import type { Change } from "./controls";
import { type Played, Player } from "./player";
import { Timeline } from "./timeline";
import { shows } from "./toggles";

/** What the times can reach of the map. */
export interface Timed {
  readonly whole: Dataset | null;
  readonly told: Told;
  readonly asked: Known;
  change(change: Change): void;
  /** Show a day without telling anyone. */
  lookAt(day: string | null): void;
  update(): void;
}

export class Times {
  private readonly player = new Player(() => this.played());
  private readonly timeline = new Timeline({
    day: (day) => this.show(day),
    event: (event) => this.pick(event),
    choose: (id) => this.map.change({ corridor: id }),
    play: (first) => this.player.toggle(first),
    step: (by) => this.show(nextDay(this.map.whole?.days ?? [], this.map.told.day, by)),
    pace: () => {
      this.player.quicken();
      this.map.update();
    },
  });

  constructor(private readonly map: Timed) {}

  /** Stand below the map. */
  mount(root: HTMLElement): void {
    root.after(this.timeline.element);
  }

  /** Show the corridors of a piece of news; one later than the day shown takes the map to its own day. */
  private pick(event: string): void {
    const { told, whole } = this.map;
    const on = whole?.news.find((row) => row.id === event)?.day;
    const later = told.day !== null && on !== undefined && on > told.day;
    this.map.change(later ? { event, day: on } : { event });
  }

  private show(day: string | null): void {
    if (this.player.playing) this.player.stop();
    this.map.change({ day });
  }

  private played(): Played | null {
    const { map } = this;
    const days = map.whole?.days;
    if (!days) return null;
    const state = (playing: boolean) => (playing ? map.update() : map.change({ day: map.told.day }));
    return { days, day: map.told.day, show: (day) => map.lookAt(day), state };
  }

  /** As of when the map speaks now. */
  words(): string {
    const { told, asked, whole } = this.map;
    if (told.day === asked.day || !whole) return asked.asof;
    return told.day ? `As known on ${dayWords(told.day)}` : `Known as of ${dayWords(whole.last)}`;
  }

  draw(): void {
    const { told, asked, whole } = this.map;
    if (!whole) return;
    const ever = new Set(asked.ever);
    const ids = new Set(
      whole.corridors.filter((row) => ever.has(row.id) && shows(told.toggles, row)).map(({ id }) => id),
    );
    const { day, corridor: chosen } = told;
    const { playing, paceWords: pace } = this.player;
    this.timeline.draw({ whole, ids, day, chosen, theme: asked.theme, playing, pace });
  }

  close(): void {
    if (this.player.playing) this.player.stop();
    this.timeline.close();
    this.timeline.element.remove();
  }
}
