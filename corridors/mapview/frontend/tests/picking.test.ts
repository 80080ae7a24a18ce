import { describe, expect, test } from "vitest";
import type { Hit } from "../src/hits";
import { choicesOf, wordsOf } from "../src/picking";
import { RowMaker } from "../src/rows";
import { sample } from "./sample";

const data = sample();
const maker = new RowMaker(data);
const rows = maker.make(new Set(data.corridors.map((row) => row.id)), "light", 9, {});
const hit = (layer: Hit["layer"], row: unknown) => ({ layer, row }) as Hit;
const [east, west, iron] = rows.lines.map((row) => hit("lines", row)) as [Hit, Hit, Hit];
const [quay, news] = [hit("sites", rows.sites[0]), hit("news", rows.news[0])];

test.each([
  ["a line", west, { name: "The west corridor", fact: "west-1 fact" }],
  ["a site", quay, { name: "The quay corridor", fact: "quay-1 fact" }],
  ["news", news, { name: "News", fact: "News of two" }],
])("%s says its name and facts", (_, found, words) => {
  expect(wordsOf(found, maker, data.style)).toEqual(words);
});

describe("a click", () => {
  test.each([
    ["on nothing offers nothing", [], []],
    ["on a trunk offers each corridor once, the nearest first", [iron, east, west, east], ["iron", "east", "west"]],
    ["on news offers the corridors that it is about", [news], ["west", "iron"]],
    ["on news and one of its lines offers that one once", [iron, news], ["iron", "west"]],
  ])("%s", (_, hits, ids) => {
    expect(choicesOf(hits, maker, data, "light").map(({ change }) => change.corridor)).toEqual(ids);
  });

  test("offers name, fact, and the colour of the kind in the theme", () => {
    expect(choicesOf([iron], maker, data, "dark")).toEqual([
      { change: { corridor: "iron" }, name: "The iron corridor", fact: "iron: planned", color: "rail-dark" },
    ]);
  });
});
