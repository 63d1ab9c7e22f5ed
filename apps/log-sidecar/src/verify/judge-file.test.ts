import { describe, expect, it } from "vitest";
import { type FileJudgement, type Match, betterMatch, judgeFile } from "./judge-file.ts";

const match = (equalBytes: number, change: Partial<Match> = {}): Match => ({
  equalBytes,
  hasHole: false,
  ...change,
});

describe("judgeFile", () => {
  it.each<[string, number, Match | undefined, FileJudgement]>([
    ["all there", 9, match(9), { verdict: "whole", missingBytes: 0 }],
    ["empty", 0, undefined, { verdict: "whole", missingBytes: 0 }],
    ["not shipped to its end", 9, match(4), { verdict: "missing end", missingBytes: 5 }],
    ["with a hole", 9, match(7, { hasHole: true }), { verdict: "missing", missingBytes: 2 }],
    ["unknown", 9, undefined, { verdict: "missing", missingBytes: 9 }],
    ["unlike any chain", 9, match(0, { differsAt: 0 }), { verdict: "missing", missingBytes: 9 }],
    [
      "shipped with another byte",
      9,
      match(4, { differsAt: 4 }),
      { verdict: "differing", missingBytes: 5, differsAt: 4 },
    ],
  ])("judges a file that is %s", (_, sizeBytes, best, expected) => {
    expect(judgeFile(sizeBytes, best)).toEqual(expected);
  });
});

describe("betterMatch", () => {
  it.each([
    [match(4), match(5, { differsAt: 5 })],
    [match(4, { differsAt: 4 }), match(4)],
  ])("of %o and %o takes the second", (worse, better) => {
    expect(betterMatch(worse, better)).toBe(better);
    expect(betterMatch(better, worse)).toBe(better);
    expect(betterMatch(undefined, worse)).toBe(worse);
  });
});
