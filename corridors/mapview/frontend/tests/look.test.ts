import { expect, test } from "vitest";
import { pictureLegend } from "../src/look";
import { NO_SCENE, type OwnPart } from "../src/own";
import { RowMaker } from "../src/rows";
import { sample } from "./sample";

const data = sample();
const rows = new RowMaker(data).make(new Set(data.corridors.map((row) => row.id)), "light", 9, {});

test("the legend of a picture lists users' layers, and counts their features by kind", () => {
  const own = {
    ...NO_SCENE,
    parts: [{ layer: { id: "mine", name: "Mine" } } as unknown as OwnPart],
    tallies: [{ id: "mine", name: "Mine", credit: "Mine: me", count: 7, on: true }],
    kinds: new Map([["gas", 5]]),
  };
  const lines = pictureLegend(data.style, data.corridors, "light", rows, { news: false, own });
  const count = (word: string) => lines.find((line) => line.word === word)?.count;
  expect([count("Mine"), count("gass"), count("rails")]).toEqual([7, 7, 1]);
});

test("without any it is as before", () => {
  const lines = pictureLegend(data.style, data.corridors, "light", rows, { news: false, own: NO_SCENE });
  expect(lines.map(({ word }) => word)).not.toContain("Mine");
});
