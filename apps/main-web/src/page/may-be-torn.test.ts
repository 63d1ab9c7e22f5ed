import { expect, it } from "vitest";
import { mayBeTorn } from "./may-be-torn.ts";

it.each([
  ["a page of whole lines", "<pre>\none\n", 0, false],
  ["a page whose last line has just begun", "<pre>\non", 0, true],
  ["a page without a last newline that was left alone", "<p>hello</p>", 1_000, false],
  ["a half written page from a clock a little ahead", "<pre>\non", -900, true],
  ["a page without a last newline from a clock far ahead", "<p>hello</p>", -5_000, false],
])("%s", (_, text, ageMs, expected) => {
  const page = { bytes: Buffer.from(text), modifiedMs: 100_000, identity: "" };
  expect(mayBeTorn(page, 100_000 + ageMs)).toBe(expected);
});
