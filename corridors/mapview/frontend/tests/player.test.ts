import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Player } from "../src/player";

const DAYS = ["2001-01-01", "2002-01-01", "2003-01-01"];

describe("playing", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal("window", globalThis);
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  function played(day: string | null) {
    const log: string[] = [];
    const played = {
      days: DAYS,
      day,
      show: (next: string | null) => {
        played.day = next;
        log.push(`${next}`);
      },
      state: (playing: boolean) => log.push(playing ? "plays" : "rests"),
    };
    return { log, player: new Player(() => played) };
  }

  it("goes on from the day shown to the present, and rests", () => {
    const { log, player } = played("2001-01-01");
    player.toggle("2001-01-01");
    vi.runAllTimers();
    expect(log).toEqual(["plays", "2002-01-01", "2003-01-01", "null", "rests"]);
    expect(player.playing).toBe(false);
  });

  it("begins at the start when there is nothing left to play", () => {
    const { log, player } = played(null);
    player.toggle("2001-01-01");
    vi.advanceTimersByTime(901);
    player.toggle("2001-01-01");
    expect(log).toEqual(["2001-01-01", "plays", "2002-01-01", "rests"]);
    vi.runAllTimers();
    expect(log).toHaveLength(4);
  });

  it("takes at least ten steps a second at its quickest", () => {
    const { log, player } = played("2001-01-01");
    player.quicken();
    player.quicken();
    expect(player.paceWords).toBe("12×");
    player.toggle("2001-01-01");
    vi.advanceTimersByTime(200);
    expect(log.filter((entry) => entry.startsWith("200"))).toHaveLength(2);
    player.stop();
  });
});
