import { expect, it } from "vitest";
import { parseAccessLogRatio } from "./access-log-ratio.ts";

it.each([
  ["off", 0],
  ["sampled", 0.01],
  ["all", 1],
  ["0", 0],
  ["0.05", 0.05],
  [".5", 0.5],
  ["1", 1],
])("reads %s as %d", (text, ratio) => {
  expect(parseAccessLogRatio(text)).toBe(ratio);
});

it.each(["", "on", "true", "2", "-0.5", "1.01", "5%", "1e-3", "NaN", "toString"])(
  "refuses `%s`",
  (text) => {
    expect(() => parseAccessLogRatio(text)).toThrow(`Expected \`off\``);
  },
);
