import { expect, it } from "vitest";
import { filesMaxOf, readFilesMax } from "./files-max.ts";

it.each([
  ["Max processes  94561 94561 processes\nMax open files   64      128     files\n", 32],
  ["Max open files            unlimited            unlimited            files\n", 512],
  ["", 512],
  ["Max open files            40                   40                   files\n", 8],
  ["Max open files            20                   20                   files\n", 1],
])("takes half of what %j allows, and leaves enough for others", (limits, expected) => {
  expect(filesMaxOf(limits)).toBe(expected);
});

it("knows the limit of this process", () => {
  expect(readFilesMax()).toBeGreaterThan(0);
});
