import { expect, it } from "vitest";
import { SAME_CLOCKS, compareClocks } from "./clocks.js";

const HOUR_MS = 3_600_000;
const NOW_MS = Date.UTC(2026, 10, 22, 19, 20, 37);

/** What ticks show that are so far ahead, of which those marked have come just now. */
function afterTicks(...ticks: [aheadMs: number, isNew: boolean][]): [number, boolean] {
  let clocks = SAME_CLOCKS;
  for (const [aheadMs, isNew] of ticks) {
    clocks = compareClocks(clocks, NOW_MS + aheadMs, NOW_MS, isNew);
  }
  return [clocks.aheadMs, clocks.isExact];
}

it.each<[string, [number, boolean][], [number, boolean]]>([
  ["agree on a tick of just now", [[-300, true]], [0, true]],
  ["agree on an old tick", [[-HOUR_MS, false]], [0, true]],
  ["agree on a tick that is cut or a little late", [[-3_000, true]], [0, true]],
  ["differ by at least as much as a tick is in the future", [[HOUR_MS, false]], [HOUR_MS, false]],
  ["differ by as much as one that comes is in the future", [[HOUR_MS, true]], [HOUR_MS, true]],
  ["agree when one that slept gets an old one", [[-HOUR_MS, true]], [0, true]],
  [
    "differ when two that come are old",
    [
      [-HOUR_MS, true],
      [-HOUR_MS + 900, true],
    ],
    [-HOUR_MS + 900, true],
  ],
  [
    "agree again after a correction",
    [
      [HOUR_MS, true],
      [0, true],
    ],
    [0, true],
  ],
  [
    "become exact",
    [
      [HOUR_MS - 9_000, false],
      [HOUR_MS, true],
    ],
    [HOUR_MS, true],
  ],
])("clocks %s", (_, ticks, expected) => {
  expect(afterTicks(...ticks)).toEqual(expected);
});
