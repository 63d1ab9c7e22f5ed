import { expect, it } from "vitest";
import { afterFilling, findHoles } from "./find-holes.ts";

it.each<[string, [start: number, end: number][], [start: number, end: number][]]>([
  [
    "a whole chain",
    [
      [0, 10],
      [10, 25],
      [25, 30],
    ],
    [],
  ],
  [
    "a chain without its beginning",
    [
      [10, 25],
      [25, 30],
    ],
    [[0, 10]],
  ],
  [
    "a chain without one in the middle",
    [
      [0, 10],
      [25, 30],
    ],
    [[10, 25]],
  ],
  [
    "a chain without several",
    [
      [10, 20],
      [40, 50],
      [90, 99],
    ],
    [
      [0, 10],
      [20, 40],
      [50, 90],
    ],
  ],
  [
    "overlapping chunks",
    [
      [0, 30],
      [10, 20],
      [30, 40],
    ],
    [],
  ],
  ["no chunks", [], []],
])("finds the holes of %s", async (_, chunks, expected) => {
  const ends = new Map(chunks);
  const starts = chunks.map(([start]) => start);
  const holes = await findHoles(starts, (start) => Promise.resolve(ends.get(start) ?? 0));
  expect(holes.map(({ start, end }) => [start, end])).toEqual(expected);
});

it("goes on behind what was filled, and then with the next hole", () => {
  const holes = [
    { start: 0, end: 10 },
    { start: 20, end: 25 },
  ];
  expect(afterFilling(holes, 4)).toEqual([{ start: 4, end: 10 }, holes[1]]);
  expect(afterFilling(holes, 10)).toEqual([holes[1]]);
  expect(afterFilling([], 1)).toEqual([]);
});
