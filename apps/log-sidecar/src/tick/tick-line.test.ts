import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { toTickLine } from "./tick-line.ts";

describe("toTickLine", () => {
  it.each([
    ["2026-11-22T19:20:37.999Z", "Sun Nov 22 19:20:37 UTC 2026\n"],
    ["2026-01-01T00:00:00.000Z", "Thu Jan  1 00:00:00 UTC 2026\n"],
    ["2028-02-29T23:59:59.000Z", "Tue Feb 29 23:59:59 UTC 2028\n"],
  ])("prints %s as `date` does", (iso, line) => {
    expect(toTickLine(new Date(iso), "date")).toBe(line);
    const env = { ...process.env, LC_ALL: "C", TZ: "UTC" };
    expect(execFileSync("date", ["-d", iso], { env, encoding: "utf8" })).toBe(line);
  });

  it("prints ISO 8601 with milliseconds", () => {
    expect(toTickLine(new Date("2026-11-22T19:20:37.042Z"), "iso")).toBe(
      "2026-11-22T19:20:37.042Z\n",
    );
  });
});
