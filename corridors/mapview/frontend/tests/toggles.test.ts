import { describe, expect, test } from "vitest";
import type { Toggles } from "../src/contract";
import { counts, EVERYTHING, entryName, isOn, NOTHING, only, sameToggles, shows, toggle } from "../src/toggles";
import { sample } from "./sample";

const KINDS = ["gas", "rail", "port"];
const kinds = (...on: string[]): Toggles => ({ kind: on, status: null, layer: null });

describe("toggle", () => {
  test.each([
    ["the first one off", EVERYTHING, "rail", ["gas", "port"]],
    ["the last one off leaves nothing, not everything", kinds("rail"), "rail", []],
    ["the last one on is everything", kinds("gas", "port"), "rail", null],
    ["one on after nothing", NOTHING, "port", ["port"]],
    ["in the order of the legend, whatever was first", kinds("port"), "gas", ["gas", "port"]],
  ])("%s", (_, before, value, after) => {
    expect(toggle(before, "kind", value, KINDS)).toEqual({ kind: after, status: null, layer: null });
  });

  test("twice is as before, and the other group stays", () => {
    const before: Toggles = { kind: ["gas", "port"], status: ["planned"], layer: null };
    const between = toggle(before, "kind", "gas", KINDS);
    expect(between).toEqual({ kind: ["port"], status: ["planned"], layer: null });
    expect(toggle(between, "kind", "gas", KINDS)).toEqual(before);
  });

  test("a value that the legend does not have is dropped", () => {
    expect(toggle(kinds("gas", "canal"), "kind", "rail", KINDS).kind).toEqual(["gas", "rail"]);
  });
});

describe("only", () => {
  test("once shows it alone, twice shows all", () => {
    const alone = only(kinds("rail", "port"), "kind", "gas");
    expect(alone).toEqual(kinds("gas"));
    expect(only(alone, "kind", "gas")).toEqual(EVERYTHING);
  });

  test("of another value changes over", () => {
    expect(only(kinds("gas"), "kind", "rail")).toEqual(kinds("rail"));
  });
});

test.each([
  ["null is everything", EVERYTHING, true],
  ["an empty list is nothing", NOTHING, false],
  ["both groups must let it through", { kind: ["gas"], status: ["planned"], layer: null }, false],
  ["and do", { kind: ["gas"], status: ["running"], layer: null }, true],
])("shows: %s", (_, toggles, seen) => {
  expect(shows(toggles, { kind: "gas", status: "running" })).toBe(seen);
});

test("counts keep a switched-off entry, and follow the other group", () => {
  const { corridors } = sample();
  const gasOff: Toggles = { kind: ["rail", "port"], status: ["planned"], layer: null };
  expect(Object.fromEntries(counts(corridors, gasOff, "kind"))).toEqual({ gas: 1, rail: 1, port: 0 });
  expect(Object.fromEntries(counts(corridors, gasOff, "status"))).toEqual({ running: 1, planned: 1 });
  expect(Object.fromEntries(counts(corridors, NOTHING, "kind"))).toEqual({ gas: 2, rail: 1, port: 1 });
});

test("an entry says how many it shows", () => {
  expect([entryName("Ports", 3, true), entryName("Ports", 3, false)]).toEqual([
    "Ports, 3 shown",
    "Ports, 0 of 3 shown",
  ]);
});

test("everything and nothing are told apart", () => {
  expect(sameToggles(EVERYTHING, { kind: null, status: null, layer: null })).toBe(true);
  expect(sameToggles(EVERYTHING, NOTHING)).toBe(false);
  expect(isOn(NOTHING, "status", "planned")).toBe(true);
});
