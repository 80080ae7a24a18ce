import { describe, expect, it } from "vitest";
import { dataAt, dayWords, nextDay, stepAt } from "../src/asof";
import type { Steps } from "../src/contract";
import { countsOf, rowsOf, spansOf, Years } from "../src/spans";
import { sample } from "./sample";

const STEPS: Steps = [
  ["2010-05-01", "planned", "first"],
  ["2014-01-01", "planned", "known better"],
  ["2020-06-01", "running", "built"],
];

describe("a past day", () => {
  it.each([
    ["2010-04-30", undefined],
    ["2010-05-01", "first"],
    ["2020-05-31", "known better"],
    ["2030-01-01", "built"],
  ])("on %s it is %s", (day, fact) => expect(stepAt(STEPS, day)?.[2]).toBe(fact));

  it("leaves out what was not known, and the legs and the news of it", () => {
    const data = sample();
    const corridors = data.corridors.map((row) => (row.id === "east" ? { ...row, steps: STEPS } : row));
    const then = dataAt({ ...data, corridors }, "2002-01-01");
    expect(then.corridors.map((row) => row.id)).toEqual(["west", "iron", "quay"]);
    expect(then.segments.map((row) => row.corridor)).not.toContain("east");
    expect(then.news).toEqual([]);
    expect(dataAt({ ...data, corridors }, "2015-01-01").corridors[0]).toMatchObject({ id: "east", status: "planned" });
    expect(dataAt(data, null)).toBe(data);
  });

  it("is said in words", () => expect(dayWords("2024-05-07")).toBe("7 May 2024"));
});

describe("steps from day to day", () => {
  const days = ["2001-01-01", "2002-02-02", "2003-03-03"];
  it.each([
    ["2001-01-01", 1, "2002-02-02"],
    ["2002-02-03", 1, "2003-03-03"],
    ["2003-03-03", 1, null],
    [null, 1, null],
    [null, -1, "2003-03-03"],
    ["2002-02-02", -1, "2001-01-01"],
    ["2001-01-01", -1, "2001-01-01"],
  ] as const)("from %s by %d to %s", (day, by, next) => expect(nextDay(days, day, by)).toBe(next));
});

describe("the timeline", () => {
  const years = new Years("2000-01-01", "2010-01-01", 100, 1100);

  it("puts days on a line and finds them there", () => {
    expect(years.x("2000-01-01")).toBe(100);
    expect(years.x("2010-01-01")).toBe(1100);
    expect(years.x("1990-01-01")).toBe(100);
    expect(years.day(years.x("2005-03-02") + 0.01)).toBe("2005-03-02");
    expect(years.day(1100)).toBeNull();
    expect(years.day(0)).toBe("2000-01-01");
    expect(years.list()).toHaveLength(11);
    expect(years.every(500)).toBe(6);
  });

  it("begins with the year of the first news", () => {
    expect(Years.of(sample(), 0, 10).first).toBe("2002-01-01");
  });

  it("draws one span a status, from the first day drawn on", () => {
    const [row] = sample().corridors;
    if (!row) throw new Error("no row");
    const spans = spansOf(
      { ...row, steps: [["1990-01-01", "planned", ""], ["1995-01-01", "idle", ""], ...STEPS] },
      years,
    );
    expect(spans.map(({ status }) => status)).toEqual(["idle"]);
    expect(spans[0]?.words).toBe("east: idle from 1 January 1995 to 1 May 2010");
    expect(spans[0]?.left).toBe(100);
  });

  it("lists corridors by kind, then by name", () => {
    const data = sample();
    const ids = new Set(data.corridors.map((row) => row.id));
    expect(rowsOf(data, ids).map((row) => row.id)).toEqual(["east", "west", "iron", "quay"]);
  });
});

describe("events a year", () => {
  it("counts a row as often as it stands for an event", () => {
    const row = { id: "a", at: null, kind: "opening", corridors: ["east"], fact: "" };
    const news = [
      { ...row, day: "2014-01-01" },
      { ...row, day: "2014-12-31", stands: 7 },
      { ...row, day: "2015-05-05" },
    ];
    expect([...countsOf(news)]).toEqual([
      [2014, 8],
      [2015, 1],
    ]);
  });
});
