import { expect, it } from "vitest";
import { isSettled } from "./is-settled.ts";

it.each([
  ["a page of whole lines", "<pre>\none\n", 10, 0, true],
  ["a page whose last line is half written", "<pre>\non", 8, 0, false],
  ["a page without a last newline that was left alone", "<p>hello</p>", 12, 1_000, true],
  ["an empty file, just created", "", 0, 0, false],
  ["an empty file, however old", "", 0, 1e9, false],
  ["a file that shrank while it was read", "<pre>\n", 10, 0, false],
  ["a file that shrank, however old", "<pre>\n", 10, 1e9, false],
])("%s", (_, text, sizeBytes, sinceWrittenMs, expected) => {
  expect(isSettled({ bytes: Buffer.from(text), sizeBytes, sinceWrittenMs })).toBe(expected);
});
