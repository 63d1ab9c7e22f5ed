import { describe, expect, it } from "vitest";
import { birthOf, compareGenerations } from "./generation.ts";

const ID = "20261122T192037.123456789Z-1a2b3c4d";

describe("birthOf", () => {
  it.each([
    [ID, "2026-11-22T19:20:37.123456789Z"],
    [`${ID}-t12`, "2026-11-22T19:20:37.123456789Z"],
    ["", undefined],
    ["20261122T192037Z-1a2b3c4d", undefined],
    [`${ID}-t`, undefined],
  ])("of `%s` is %s", (generation, born) => {
    expect(birthOf(generation)).toBe(born);
  });
});

it("orders generations by Pod, birth and truncation", () => {
  const of = (pod: string, generation: string) => ({ namespace: "n", pod, generation });
  const ordered = [
    of("a", ID),
    of("a", `${ID}-t1`),
    of("a", `${ID}-t2`),
    of("a", `${ID}-t10`),
    of("a", "20261122T192038.123456789Z-1a2b3c4d"),
    of("b", "20251122T192038.123456789Z-1a2b3c4d"),
    of("b", "other-t2"),
  ];
  expect(ordered.toReversed().toSorted(compareGenerations)).toEqual(ordered);
});
