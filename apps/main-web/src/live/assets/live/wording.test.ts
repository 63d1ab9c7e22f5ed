import { expect, it } from "vitest";
import {
  ageText,
  clockText,
  clocksText,
  countText,
  intervalText,
  missingText,
  sizeText,
} from "./wording.js";

it.each([
  [-5_000, "0 s"],
  [0, "0 s"],
  [999, "0 s"],
  [59_999, "59 s"],
  [60_000, "1 min 0 s"],
  [3_599_999, "59 min 59 s"],
  [3_600_000, "1 h 0 min"],
  [86_399_999, "23 h 59 min"],
  [93_600_000, "1 d 2 h"],
])("%i ms is an age of %s", (ms, text) => {
  expect(ageText(ms)).toBe(text);
});

it.each([
  [5_000, "5 s"],
  [200, "0.2 s"],
  [250, "0.25 s"],
  [1_500, "1.5 s"],
  [60_000, "1 min"],
  [3_600_000, "1 h"],
  [90_500, "1 min 30 s"],
])("%i ms is an interval of %s", (ms, text) => {
  expect(intervalText(ms)).toBe(text);
});

it.each([
  [0, "0 bytes"],
  [1_023, "1023 bytes"],
  [1_024, "1.0 KiB"],
  [150_000, "146 KiB"],
  [2 ** 20 * 1.25, "1.3 MiB"],
  [2 ** 60, "1048576 TiB"],
])("%i bytes are %s", (bytes, text) => {
  expect(sizeText(bytes)).toBe(text);
});

it("counts, and tells the time of day", () => {
  expect([countText(1, "gap"), countText(2, "gap")]).toEqual(["1 gap", "2 gaps"]);
  expect(clockText(Date.UTC(2026, 10, 22, 19, 20, 37))).toBe("19:20:37");
});

it("says what is missing", () => {
  const gap = { fromMs: Date.UTC(2026, 10, 22, 19, 20, 37), toMs: 0, missing: 1 };
  expect(missingText([], undefined)).toBe("no tick missing");
  expect(missingText([gap], undefined)).toBe("1 tick missing after 19:20:37");
  expect(missingText([gap], gap)).toBe("1 tick missing since 19:20:37");
  expect(missingText([gap, gap], gap)).toBe("2 ticks missing in 2 gaps");
});

it.each([
  [0, true, ""],
  [3_600_000, true, "the sidecar's clock is 1 h ahead"],
  [3_600_000, false, "the sidecar's clock is at least 1 h ahead"],
  [-90_000, true, "the sidecar's clock is 1 min 30 s behind"],
])("says of a clock that is %i ms ahead (exact: %s): %j", (aheadMs, isExact, text) => {
  expect(clocksText({ aheadMs, isExact, seenMs: undefined })).toBe(text);
});
