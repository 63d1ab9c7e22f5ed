import { describe, expect, it } from "vitest";
import { type Judgement, type Link, judgeChain } from "./judge-chain.ts";

const chunk = (start: number, end: number): Link => ({ kind: "chunk", start, length: end - start });
const gap = (start: number, end: number | null): Link => ({
  kind: "gap",
  start,
  end,
  reason: "truncated",
});
const unreadable = (start: number, kind: Link["kind"] = "chunk"): Link => ({
  kind,
  start,
  error: "checksum",
});

describe("judgeChain", () => {
  it.each<[string, Link[], Partial<Judgement>]>([
    ["one chunk", [chunk(0, 5)], { bytes: 5, chunks: 1 }],
    ["chunks end to end", [chunk(0, 5), chunk(5, 9)], { bytes: 9, chunks: 2 }],
    ["chunks in any order", [chunk(5, 9), chunk(0, 5)], { bytes: 9, chunks: 2 }],
    ["chunks missing at the very end, which cannot be seen", [chunk(0, 5)], { bytes: 5 }],
    ["a chunk overwritten in its length, which cannot be seen", [chunk(0, 5), chunk(5, 9)], {}],
  ])("finds %s whole", (_, links, expected) => {
    expect(judgeChain(links)).toMatchObject({
      verdict: "whole",
      gaps: [],
      overlaps: 0,
      problems: [],
      ...expected,
    });
  });

  it.each<[string, Link[], number]>([
    ["between chunks", [chunk(0, 5), gap(5, 7), chunk(7, 9)], 7],
    ["at the start", [gap(0, 5), chunk(5, 9)], 4],
    ["at the end", [chunk(0, 5), gap(5, 9)], 5],
    ["of unknown length at the end", [chunk(0, 5), gap(5, null)], 5],
    ["of everything", [gap(0, null)], 0],
  ])("takes a recorded loss %s for what it is", (_, links, bytes) => {
    const judgement = judgeChain(links);
    expect(judgement).toMatchObject({ verdict: "gaps", bytes, overlaps: 0, problems: [] });
    expect(judgement.gaps).toEqual(links.filter(({ kind }) => kind === "gap"));
  });

  it.each<[string, Link[], string[], number]>([
    ["nothing", [], ["nothing there"], 0],
    ["a chunk missing in the middle", [chunk(0, 5), chunk(7, 9)], ["bytes 5 to 7 are missing"], 0],
    ["a chunk missing at the start", [chunk(5, 9)], ["bytes 0 to 5 are missing"], 0],
    [
      "a chunk that was overwritten with a shorter one",
      [chunk(0, 3), chunk(5, 9)],
      ["bytes 3 to 5 are missing"],
      0,
    ],
    [
      "a chunk that was overwritten with a longer one, or has garbage behind it",
      [chunk(0, 6), chunk(5, 9)],
      ["chunk 5 begins before 6, where the one before it ends"],
      1,
    ],
    [
      "swapped chunks of different lengths",
      [chunk(0, 4), chunk(5, 10)],
      ["bytes 4 to 5 are missing"],
      0,
    ],
    [
      "a chunk copied to another start",
      [chunk(0, 5), chunk(3, 8), chunk(5, 9)],
      [
        "chunk 3 begins before 5, where the one before it ends",
        "chunk 5 begins before 8, where the one before it ends",
      ],
      2,
    ],
    ["a chunk copied behind the end", [chunk(0, 5), chunk(6, 11)], ["bytes 5 to 6 are missing"], 0],
    [
      "a start under two codecs or paths",
      [chunk(0, 5), chunk(0, 5), chunk(5, 9)],
      ["chunk 0 begins where chunk 0 does"],
      1,
    ],
    [
      "a chunk that lies within another",
      [chunk(0, 9), chunk(3, 5), chunk(9, 12)],
      ["chunk 3 begins before 9, where the one before it ends"],
      1,
    ],
    [
      "a chunk that cannot be decoded",
      [chunk(0, 5), unreadable(5), chunk(9, 12)],
      ["chunk 5 cannot be read: checksum"],
      0,
    ],
    [
      "a chunk that cannot be decoded, with nothing before it",
      [unreadable(5), chunk(9, 12)],
      ["bytes 0 to 5 are missing", "chunk 5 cannot be read: checksum"],
      0,
    ],
    [
      "a damaged chunk beside a sound one of the same start",
      [chunk(0, 5), unreadable(0), chunk(5, 9)],
      ["chunk 0 begins where chunk 0 does", "chunk 0 cannot be read: checksum"],
      1,
    ],
    ["an empty chunk", [chunk(0, 5), chunk(5, 5)], ["chunk 5 is empty"], 0],
    [
      "a gap over the beginning of a chunk",
      [chunk(0, 5), gap(5, 8), chunk(7, 9)],
      ["chunk 7 begins before 8, where the one before it ends"],
      1,
    ],
    [
      "a gap over the end of a chunk",
      [chunk(0, 5), gap(4, 7), chunk(7, 9)],
      ["gap 4 begins before 5, where the one before it ends"],
      1,
    ],
    [
      "a gap where there is a chunk",
      [chunk(0, 5), gap(0, 5)],
      ["gap 0 begins where chunk 0 does"],
      1,
    ],
    [
      "a gap that is too short",
      [chunk(0, 5), gap(5, 6), chunk(7, 9)],
      ["bytes 6 to 7 are missing"],
      0,
    ],
    [
      "a gap that cannot be read",
      [chunk(0, 5), unreadable(5, "gap"), chunk(7, 9)],
      ["gap 5 cannot be read: checksum"],
      0,
    ],
    [
      "anything behind a gap without an end",
      [chunk(0, 5), gap(5, null), chunk(7, 9)],
      ["chunk 7 follows a gap without an end"],
      0,
    ],
  ])("finds %s broken", (_, links, problems, overlaps) => {
    expect(judgeChain(links)).toMatchObject({ verdict: "broken", problems, overlaps });
  });

  it("counts a byte that is there twice only once", () => {
    expect(judgeChain([chunk(0, 9), chunk(3, 5), chunk(7, 12), chunk(12, 13)]).bytes).toBe(13);
  });
});
