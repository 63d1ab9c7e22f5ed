import { describe, expect, it } from "vitest";
import { Retirement } from "./retire.ts";

describe("Retirement", () => {
  it("is due when a file was left alone for five seconds", () => {
    const retirement = new Retirement();
    retirement.looked(true, 1_000);
    retirement.looked(true, 5_999);
    expect(retirement.isDue(5_999)).toBe(false);
    expect(retirement.isDue(6_000)).toBe(true);
  });

  it("counts from the look that found it left alone, however long ago the one before it was", () => {
    const retirement = new Retirement();
    retirement.looked(false, 0);
    retirement.looked(true, 15_000);
    expect(retirement.isDue(15_000)).toBe(false);
    expect(retirement.isDue(20_000)).toBe(true);
  });

  it("begins anew when it is written again, or gets its name back", () => {
    const retirement = new Retirement();
    retirement.looked(true, 0);
    retirement.looked(false, 4_000);
    expect(retirement.isDue(9_000)).toBe(false);
    retirement.looked(true, 9_000);
    expect(retirement.isDue(13_999)).toBe(false);
    expect(retirement.isDue(14_000)).toBe(true);
  });

  it("is not due before the first look", () => {
    expect(new Retirement().isDue(60_000)).toBe(false);
  });
});
