import { describe, expect, it } from "vitest";
import { parseDuration } from "./duration.ts";

describe("parseDuration", () => {
  it.each([
    ["0s", 0],
    ["250ms", 250],
    ["5s", 5_000],
    ["1.5s", 1_500],
    ["1m30s", 90_000],
    ["2h", 7_200_000],
    ["24d", 2_073_600_000],
  ])("reads %s as %d ms", (text, expected) => {
    expect(parseDuration(text)).toBe(expected);
  });

  it.each(["5", "", "s", "-1s", "5 s", "5sec", "1e3s", "five", "Infinity", "25d"])(
    "refuses `%s` and names what it expects",
    (text) => {
      expect(() => parseDuration(text)).toThrow(
        `Expected a duration of at most 24d, such as 5s, 250ms or 1m30s, got \`${text}\``,
      );
    },
  );
});
