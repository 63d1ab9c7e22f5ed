import { expect, it } from "vitest";
import { growingPage, pageLines, pageText, versionOf } from "./page-text.ts";

it("knows whole pages", () => {
  expect(versionOf(pageText(7, 3))).toBe(7);
  expect(versionOf(pageText(7, 0))).toBe(7);
  expect(versionOf(growingPage(8))).toBe(8);
  expect(versionOf(growingPage(8) + pageLines(8, 0, 5))).toBe(8);
});

it.each([
  ["nothing", ""],
  ["a half line", pageText(7, 3).slice(0, -2)],
  ["a line too few", pageText(7, 3).slice(0, -(`7 2 `.length + 29))],
  ["lines of two versions", growingPage(7) + pageLines(7, 0, 2) + pageLines(8, 2, 3)],
  ["a hole", growingPage(7) + pageLines(7, 0, 2) + pageLines(7, 3, 4)],
  ["zeros", `${pageText(7, 3).slice(0, 40)}${"\0".repeat(40)}\n`],
])("is not taken in by %s", (_what, text) => {
  expect(versionOf(text)).toBeUndefined();
});
