/** Plays the days on which something changed, one after the other, in the browser alone. */

import { nextDay } from "./asof";

/** Ms a step, by the words on the button. */
export const PACES: readonly (readonly [string, number])[] = [
  ["1×", 900],
  ["4×", 225],
  ["12×", 75],
];

export interface Played {
  readonly days: readonly string[];
  readonly day: string | null;
  /** Show a day, without telling anyone. */
  show(day: string | null): void;
  /** Playing has begun or ended; the last day shown stands. */
  state(playing: boolean): void;
}

export class Player {
  private timer = 0;
  private pace = 0;

  constructor(private readonly played: () => Played | null) {}

  get playing(): boolean {
    return this.timer !== 0;
  }

  get paceWords(): string {
    return PACES[this.pace]?.[0] ?? "";
  }

  /** The next pace, and back to the first. */
  quicken(): void {
    this.pace = (this.pace + 1) % PACES.length;
    if (this.playing) this.schedule();
  }

  toggle(first: string): void {
    if (this.playing) this.stop();
    else this.start(first);
  }

  private start(first: string): void {
    const played = this.played();
    if (!played) return;
    // From the present there is nothing left to play: from the start.
    if (played.day === null) played.show(first);
    this.schedule();
    played.state(true);
  }

  stop(): void {
    if (!this.playing) return;
    window.clearTimeout(this.timer);
    this.timer = 0;
    this.played()?.state(false);
  }

  private schedule(): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.step(), PACES[this.pace]?.[1] ?? 900);
  }

  private step(): void {
    const played = this.played();
    if (!played) return;
    const next = nextDay(played.days, played.day, 1);
    played.show(next);
    if (next === null) this.stop();
    else this.schedule();
  }
}
