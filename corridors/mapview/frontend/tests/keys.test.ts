import { describe, expect, test } from "vitest";
import { type Action, actionOf, belongsTo, KEYS } from "../src/keys";

const press = (key: string, held = {}) => actionOf({ key, ctrlKey: false, metaKey: false, altKey: false, ...held });

test.each<[string, Action | null]>([
  ["Escape", { do: "leave" }],
  ["f", { do: "full" }],
  ["F", { do: "full" }],
  ["1", { do: "kind", index: 0 }],
  ["9", { do: "kind", index: 8 }],
  ["0", { do: "all" }],
  ["l", { do: "labels" }],
  ["n", { do: "news" }],
  ["h", { do: "home" }],
  ["?", { do: "keys" }],
  ["+", { do: "in" }],
  ["=", { do: "in" }],
  ["-", { do: "out" }],
  ["−", { do: "out" }],
  ["ArrowLeft", { do: "pan", dx: -120, dy: 0 }],
  ["ArrowDown", { do: "pan", dx: 0, dy: 120 }],
  ["x", null],
  ["F1", null],
  ["12", null],
  ["Tab", null],
  ["Enter", null],
])("%s does %j", (key, action) => {
  expect(press(key)).toEqual(action);
});

test.each(["ctrlKey", "metaKey", "altKey"])("with %s every key is the browser's", (held) => {
  for (const key of ["f", "0", "1", "+", "ArrowLeft", "Escape"]) expect(press(key, { [held]: true })).toBeNull();
});

test("every key that the help lists does something", () => {
  const listed = KEYS.flatMap(([keys]) => keys.split(/ – | /)).map((key) => {
    return { Esc: "Escape", Arrows: "ArrowUp" }[key] ?? key;
  });
  expect(listed.filter((key) => press(key) === null)).toEqual([]);
});

describe("a key is the element's own", () => {
  /** An element that is, or is in, what one selector of a list names. */
  const inside = (own: string) =>
    ({ closest: (list: string) => (list.includes(own) ? {} : null) }) as unknown as Element;
  const map = { contains: (element: Element) => element === inMap } as unknown as Element;
  const inMap = inside("canvas");
  const [pan, leave, full]: Action[] = [{ do: "pan", dx: 1, dy: 0 }, { do: "leave" }, { do: "full" }];

  test.each([
    ["letters in a text area", inside("textarea"), full, true],
    ["Escape in a combobox", inside("[role=combobox]"), leave, true],
    ["arrows in a slider", inside("[role=slider]"), pan, true],
    ["Escape in a table", inside("[data-testid=stDataFrame]"), leave, true],
    ["but not letters in a slider", inside("[role=slider]"), full, false],
    ["nor arrows on the map's own canvas", inMap, pan, false],
    ["nor anything on plain text", inside("nothing of the kind"), pan, false],
    ["nor with nothing in focus", null, pan, false],
  ])("%s", (_, target, action, own) => {
    expect(belongsTo(target, action as Action, map)).toBe(own);
  });
});
