import { describe, expect, it } from "vitest";
import { isGrown, linesOf, tailOf } from "./page-lines.ts";

describe("the lines of a page", () => {
  it.each([
    ["without markup", "one\ntwo\n", "one\ntwo\n"],
    ["after the markup", "<!doctype html><pre>\none\n", "one\n"],
    ["without the one that is still being written", "one\ntw", "one\n"],
    ["when there is none", "<!doctype html><pre>\n", ""],
    ["when the first is being written", "<!doctype html><p", ""],
    ["when there is no newline at all", "x".repeat(10_000), ""],
    ["when markup comes later", "one\n<!doctype html><pre>\n", "one\n<!doctype html><pre>\n"],
  ])("are found %s", (_, page, lines) => {
    const { start, end } = linesOf(Buffer.from(page));
    expect(page.slice(start, end)).toBe(lines);
  });
});

describe("the tail of a page", () => {
  it.each([
    [100, "one\ntwo\nthree\n"],
    [14, "one\ntwo\nthree\n"],
    [13, "two\nthree\n"],
    [10, "two\nthree\n"],
    [9, "three\n"],
    [5, ""],
  ])("of up to %i bytes has whole lines", (bytesMax, tail) => {
    const page = "one\ntwo\nthree\ntorn";
    const range = tailOf(Buffer.from(page), { start: 0, end: 14 }, bytesMax);
    expect(page.slice(range.start, range.end)).toBe(tail);
  });
});

describe("a page", () => {
  it.each([
    ["a line more", "one\n", "one\ntwo\n", true],
    ["no more", "one\n", "one\n", true],
    ["another torn line", "one\ntw", "one\nelse", true],
    ["less", "one\ntwo\n", "one\n", false],
    ["something else", "one\n", "two\nthree\n", false],
  ])("with %s has grown, or not", (_, before, after, expected) => {
    expect(isGrown(Buffer.from(before), Buffer.from(after))).toBe(expected);
  });
});
