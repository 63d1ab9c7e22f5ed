import { describe, expect, it } from "vitest";
import { gapsOf, intervalOf, openGapOf, timeOf, withTicks } from "./ticks.js";

/** Ticks as the form of `date` has them. */
const cut = (intervalMs: number, count: number): number[] =>
  Array.from({ length: count }, (_, index) => Math.floor((index * intervalMs) / 1_000) * 1_000);

const seconds = (...list: number[]): number[] => list.map((each) => each * 1_000);

describe("the time of a line", () => {
  it.each([
    ["Sun Nov 22 19:20:37 UTC 2026", "2026-11-22T19:20:37.000Z"],
    ["Tue Dec  1 00:00:00 UTC 2026", "2026-12-01T00:00:00.000Z"],
    ["2026-11-22T19:20:37.123Z", "2026-11-22T19:20:37.123Z"],
    ["2026-11-22T19:20:37Z", "2026-11-22T19:20:37.000Z"],
  ])("%s is known", (line, iso) => {
    expect(timeOf(line)).toBe(Date.parse(iso));
  });

  it.each([
    "",
    "GET / 200",
    "Sun Nov 22 19:20",
    "Sun Foo 22 19:20:37 UTC 2026",
    "Sun Nov 22 19:20:37 UTC 2026 and more",
    "2026-99-22T19:20:37Z",
    "7",
  ])("%j has none", (line) => {
    expect(timeOf(line)).toBeUndefined();
  });
});

describe("the ticks", () => {
  it.each<[string, number[], number[], boolean, number[]]>([
    ["grow, also within a second", [1, 2], [2, 3], false, [1, 2, 2, 3]],
    ["go on with another page", [1, 2], [3], true, [1, 2, 3]],
    ["are not told twice by it", [1, 2, 3], [2, 3, 4], true, [1, 2, 3, 4]],
    ["stay when it has none", [1, 2], [], true, [1, 2]],
    ["go on with a page that goes on", seconds(0, 5, 10), seconds(15), true, seconds(0, 5, 10, 15)],
    ["end where others may be rotated away", seconds(0, 5, 10), seconds(60), true, seconds(60)],
    ["end there also while it is early", seconds(0, 5), seconds(600, 605), true, seconds(600, 605)],
    ["keep a gap within a page", seconds(0, 5, 10), seconds(60), false, seconds(0, 5, 10, 60)],
  ])("%s", (_, ticks, added, isOtherPage, expected) => {
    expect(withTicks(ticks, added, isOtherPage)).toEqual(expected);
  });

  it("are not kept for ever", () => {
    const many = Array.from({ length: 5_000 }, (__, index) => index);
    expect(withTicks([], many, false).at(-1)).toBe(4_999);
    expect(withTicks([], many, false).length).toBeLessThan(2_500);
  });
});

describe("the interval", () => {
  it.each<[string, number[], number | undefined]>([
    ["is not known from nothing", [], undefined],
    ["is not known from two ticks", seconds(0, 5), undefined],
    ["is that of regular ticks", seconds(0, 5, 10, 15), 5_000],
    ["is not moved by a gap", seconds(0, 5, 10, 600, 605), 5_000],
    ["is not moved by seconds that are cut off", seconds(0, 5, 11, 15, 20, 25), 5_000],
    ["is not known from few fast ticks", seconds(0, 0, 0, 0, 1, 1, 1, 1), undefined],
    ["is not known from two that a second lies between", seconds(0, 0, 1), undefined],
    ["is less than a second in the mean", cut(250, 41), 250],
    ["is between two seconds in the mean", cut(1_500, 41), 1_500],
    ["is not that of most, if some are a second longer", cut(600, 61), 600],
    ["is exact of exact ticks", Array.from({ length: 9 }, (__, index) => 7 + index * 250), 250],
  ])("%s", (_, ticks, expected) => {
    expect(intervalOf(ticks)).toBe(expected);
  });
});

describe("gaps", () => {
  it.each<[string, number[], number | undefined, [number, number, number][]]>([
    ["none between regular ticks", seconds(0, 5, 10), 5_000, []],
    ["none as long as the interval is not known", seconds(0, 500), undefined, []],
    ["none for a tick that is late", [1, 5_001, 12_001, 15_001], 5_000, []],
    ["none for a second that is cut off", seconds(0, 1, 3, 4), 1_000, []],
    ["one where a tick is missing", seconds(0, 5, 15, 20), 5_000, [[5, 15, 1]]],
    ["one with many missing", seconds(0, 1, 2, 62), 1_000, [[2, 62, 59]]],
    [
      "two",
      seconds(0, 15, 20, 40),
      5_000,
      [
        [0, 15, 2],
        [20, 40, 3],
      ],
    ],
    ["one between exact ticks", [1, 1_001, 3_001], 1_000, [[1.001, 3.001, 1]]],
    ["none in a hiccup of fast ticks", [1, 101, 401, 501], 100, []],
    ["one of fast ticks cut to seconds", seconds(0, 0, 0, 3), 0, [[0, 3, 0]]],
    ["none when time goes back", seconds(10, 15, 0, 5), 5_000, []],
  ])("%s", (_, ticks, intervalMs, expected) => {
    const gaps = expected.map(([from, to, missing]) => ({
      fromMs: Math.round(from * 1_000),
      toMs: Math.round(to * 1_000),
      missing,
    }));
    expect(gapsOf(ticks, intervalMs)).toEqual(gaps);
  });
});

describe("the open gap", () => {
  it.each<[string, number[], number, number | undefined]>([
    ["is not there without ticks", [], 1e9, undefined],
    ["is not there between two ticks", seconds(0, 5, 10), 14_900, undefined],
    ["is not there when the tick is on its way", seconds(0, 5, 10), 16_000, undefined],
    ["is not there for a clock behind", seconds(0, 5, 10), 0, undefined],
    ["is there when one tick is surely missing", seconds(0, 5, 10), 21_100, 1],
    ["grows", seconds(0, 5, 10), 70_100, 11],
  ])("%s", (_, ticks, nowMs, missing) => {
    expect(openGapOf(ticks, 5_000, nowMs)?.missing).toBe(missing);
  });
});
