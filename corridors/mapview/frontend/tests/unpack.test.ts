import { describe, expect, test } from "vitest";
import { fromWorld } from "../src/camera";
import { bitsOf, unpack } from "../src/unpack";
import { packed, randomOf } from "./sample";

describe("a part with geometry", () => {
  const world = 2 ** 20;
  const random = randomOf(3);
  const paths = Array.from({ length: 40 }, (_, row) => ({
    row,
    at: Array.from({ length: 1 + Math.floor(random() * 30) }, () => [
      Math.floor(random() * world),
      Math.floor(random() * world),
    ]),
  }));
  const geometry = unpack(packed(paths, 20));

  test("gives back every path as it was", () => {
    expect([...geometry.rows]).toEqual(paths.map(({ row }) => row));
    const found = paths.map((_, path) => {
      const [from, to] = [geometry.starts[path] as number, geometry.starts[path + 1] as number];
      return Array.from({ length: to - from }, (__, index) => [geometry.xs[from + index], geometry.ys[from + index]]);
    });
    expect(found).toEqual(paths.map(({ at }) => at));
  });

  test("is in px of the world", () => {
    const corner = unpack(packed([{ row: 0, at: [[world, 0]] }], 20));
    const [lon, lat] = fromWorld([(corner.xs[0] as number) * corner.unit, (corner.ys[0] as number) * corner.unit], 0);
    expect(lon).toBeCloseTo(180);
    expect(lat).toBeCloseTo(85.051129);
  });

  test("has each path in its box", () => {
    const [first] = paths;
    const xs = first?.at.map(([x]) => (x as number) * geometry.unit) ?? [];
    expect(geometry.boxes[0]).toBeCloseTo(Math.min(...xs), 3);
    expect(geometry.boxes[2]).toBeCloseTo(Math.max(...xs), 3);
  });

  test("that is cut off is refused", () => {
    const whole = packed(paths, 20);
    expect(() => unpack(whole.slice(0, whole.byteLength - 8))).toThrow("parts");
  });
});

test.each([
  [null, 3, [1, 1, 1]],
  [btoa(String.fromCharCode(0b101)), 3, [1, 0, 1]],
  [btoa(String.fromCharCode(0, 2)), 10, [0, 0, 0, 0, 0, 0, 0, 0, 0, 1]],
])("mask %s", (mask, count, on) => {
  expect([...bitsOf(mask, count)]).toEqual(on);
});
