import { expect, it } from "vitest";
import { lastLines } from "./last-lines.ts";

it("keeps the end of the output, indented", () => {
  expect(lastLines("first\nsecond\nthird\n\n", 2)).toBe("  second\n  third");
});
