import { describe, expect, it } from "vitest";
import { cutLength, dueCut } from "./cut.ts";

const LIMITS = { chunkBytes: 100, maxAgeMs: 30_000 };

describe("dueCut", () => {
  it.each([
    [0, 1e9, true, undefined],
    [1, 0, false, undefined],
    [99, 29_999, false, undefined],
    [99, 30_000, false, "at a line"],
    [100, 0, false, "at a line"],
    [500, 0, true, "at a line"],
    [99, 0, true, "at the end"],
  ])(
    "of %d bytes that waited %d ms, final: %s, is %s",
    (availableBytes, ageMs, final, expected) => {
      expect(dueCut({ availableBytes, ageMs, final }, LIMITS)).toBe(expected);
    },
  );
});

describe("cutLength", () => {
  it.each([
    ["one\ntwo\n", "at a line", 8],
    ["one\ntwo\nthr", "at a line", 8],
    ["a long line that goes on", "at a line", 24],
    ["one\ntwo\nthr", "at the end", 11],
    ["\n", "at a line", 1],
  ] as const)("of `%j` %s is %d", (text, cut, expected) => {
    expect(cutLength(Buffer.from(text), cut)).toBe(expected);
  });
});
