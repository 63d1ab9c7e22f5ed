import { describe, expect, it } from "vitest";
import { parseSize } from "./size.ts";

describe("parseSize", () => {
  it.each([
    ["0", 0],
    ["512", 512],
    ["512B", 512],
    ["64KiB", 65_536],
    ["1MiB", 1_048_576],
    ["1Mi", 1_048_576],
    ["1.5MiB", 1_572_864],
    ["10MB", 10_000_000],
    ["2GiB", 2_147_483_648],
  ])("reads %s as %d bytes", (text, expected) => {
    expect(parseSize(text)).toBe(expected);
  });

  it.each(["", "MiB", "-1", "1 MiB", "1mib", "1.0001KiB", "1e3", "9999999TiB"])(
    "refuses `%s` and names what it expects",
    (text) => {
      expect(() => parseSize(text)).toThrow(
        `Expected a size such as 512, 64KiB or 1MiB, got \`${text}\``,
      );
    },
  );
});
