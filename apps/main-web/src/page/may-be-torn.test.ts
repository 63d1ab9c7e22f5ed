import { expect, it } from "vitest";
import { mayBeTorn } from "./may-be-torn.ts";

it.each([
  ["a page of whole lines", true, 0, false],
  ["a page whose last line has just begun", false, 0, true],
  ["a page without a last newline that was left alone", false, 1_000, false],
  ["a half written page from a clock a little ahead", false, -900, true],
  ["a page without a last newline from a clock far ahead", false, -5_000, false],
])("%s", (_, endsWithNewline, ageMs, expected) => {
  expect(mayBeTorn({ endsWithNewline, modifiedMs: 100_000 }, 100_000 + ageMs)).toBe(expected);
});
