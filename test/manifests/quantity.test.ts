import { describe, expect, it } from "vitest";
import { parseQuantity } from "./quantity.ts";

describe("parseQuantity", () => {
  it.each([
    ["128Mi", 134_217_728],
    ["10m", 0.01],
    ["1.5G", 1_500_000_000],
    ["2", 2],
    ["1e3", 1_000],
    ["0", 0],
    ["-1", -1],
  ])("reads %s", (text, number) => {
    expect(parseQuantity(text)).toBeCloseTo(number);
  });

  it.each(["128MB", "128mb", "200K", "Mi", "1,3G", "", " 1", "1 ", "ten"])(
    "refuses `%s`",
    (text) => {
      expect(parseQuantity(text)).toBeUndefined();
    },
  );
});
