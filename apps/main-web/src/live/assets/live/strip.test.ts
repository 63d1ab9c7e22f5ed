import { describe, expect, it } from "vitest";
import { layOut, spanOf } from "./strip.js";

it.each([
  [5_000, 120, 10],
  [5_000, 60, 5],
  [1_000, 120, 2],
  [100, 120, 1],
  [0, 120, 1],
  [60_000, 120, 60],
  [undefined, 120, 10],
])("a tick every %s ms and %i marks make a strip of %i minutes", (intervalMs, marks, minutes) => {
  expect(spanOf(intervalMs, marks)).toBe(minutes * 60_000);
});

describe("the strip", () => {
  const base = { ticks: [], gaps: [], nowMs: 100_000, spanMs: 100_000 };

  it("has a mark for each tick, the newest at its right", () => {
    expect(layOut({ ...base, ticks: [-1, 0, 25_000, 100_000] }).marks).toEqual([0, 25, 100]);
  });

  it("has no more marks than can be told apart", () => {
    const ticks = Array.from({ length: 100_000 }, (_, index) => index);
    expect(layOut({ ...base, ticks }).marks.length).toBeLessThanOrEqual(401);
  });

  it("shows a tick from a clock ahead of ours as new", () => {
    expect(layOut({ ...base, ticks: [100_500] }).marks).toEqual([100]);
  });

  it("shows gaps, and the rest of one that began before it", () => {
    const gaps = [
      { fromMs: -200_000, toMs: -100_000, missing: 1 },
      { fromMs: -50_000, toMs: 10_000, missing: 1 },
      { fromMs: 50_000, toMs: 80_000, missing: 1 },
    ];
    const expected = [
      { x: 0, width: 10 },
      { x: 50, width: 30 },
    ];
    expect(layOut({ ...base, gaps }).gaps).toEqual(expected);
  });
});
