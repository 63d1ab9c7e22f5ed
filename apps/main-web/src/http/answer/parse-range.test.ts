import { describe, expect, it } from "vitest";
import { parseRange } from "./parse-range.ts";

const SIZE_BYTES = 10_000;
const HUGE = "9".repeat(40);

// The first six are the examples of RFC 9110, 14.1.2.
it.each([
  ["bytes=0-499", 0, 499],
  ["bytes=500-999", 500, 999],
  ["bytes=-500", 9_500, 9_999],
  ["bytes=9500-", 9_500, 9_999],
  ["bytes=0-0", 0, 0],
  ["bytes=-1", 9_999, 9_999],
  ["bytes=0-", 0, 9_999],
  ["bytes=9999-", 9_999, 9_999],
  ["bytes=9999-9999", 9_999, 9_999],
  ["bytes=0-9999", 0, 9_999],
  ["bytes=0-10000", 0, 9_999],
  [`bytes=0-${HUGE}`, 0, 9_999],
  ["bytes=-10000", 0, 9_999],
  ["bytes=-20000", 0, 9_999],
  [`bytes=-${HUGE}`, 0, 9_999],
  ["bytes=000-007", 0, 7],
  ["BYTES=0-1", 0, 1],
  ["bytes=0-1,", 0, 1],
  ["bytes=,, 0-1 ,", 0, 1],
])("%s is from %i to %i", (field, firstByte, lastByte) => {
  expect(parseRange(field, SIZE_BYTES)).toEqual({ firstByte, lastByte });
});

it.each([
  "bytes=10000-",
  "bytes=10000-10001",
  `bytes=${HUGE}-`,
  `bytes=${HUGE}-${HUGE}`,
  "bytes=-0",
])("%s cannot be had", (field) => {
  expect(parseRange(field, SIZE_BYTES)).toBe("unsatisfiable");
});

describe("ignores", () => {
  it.each([
    ["nothing", ""],
    ["no range", "bytes="],
    ["no number", "bytes=-"],
    ["letters", "bytes=a-b"],
    ["a sign", "bytes=+1-2"],
    ["two signs", "bytes=--1"],
    ["a fraction", "bytes=1.5-2"],
    ["a space inside", "bytes=1 - 2"],
    ["an end before its beginning", "bytes=5-4"],
    ["an end before its beginning, past the end", "bytes=20000-10000"],
    ["another unit", "lines=0-1"],
    ["no unit", "0-1"],
    ["no equals sign", "bytes 0-1"],
    ["a space before the equals sign", "bytes =0-1"],
    ["several ranges", "bytes=0-1,3-4"],
    ["several ranges that touch", "bytes=0-1,2-3"],
    ["two fields in one", "bytes=0-1, bytes=2-3"],
    ["only commas", "bytes=,,"],
  ])("%s", (_what, field) => {
    expect(parseRange(field, SIZE_BYTES)).toBeUndefined();
  });
});
