import { describe, expect, it } from "vitest";
import { firstLine } from "./first-line.ts";

describe("firstLine", () => {
  it.each([
    [new Error("one\ntwo"), "one"],
    [new Error("\n  one\r\ntwo"), "one"],
    [new TypeError(""), "TypeError"],
    ["text", "text"],
    [undefined, "undefined"],
    [new Error("a\u001b[31mb\u202ec"), "a [31mb c"],
    [new Error("x".repeat(400)), `${"x".repeat(300)}…`],
  ])("of %s is `%s`", (error, line) => {
    expect(firstLine(error)).toBe(line);
  });
});
