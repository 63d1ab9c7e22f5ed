import { expect, it } from "vitest";
import { retryAfterMs } from "./retry-after.ts";

const NOW_MS = Date.parse("Tue, 24 Nov 2026 10:00:00 GMT");

it.each([
  ["2", 2_000],
  ["0", 0],
  ["Tue, 24 Nov 2026 10:00:05 GMT", 5_000],
  ["Tue, 24 Nov 2026 09:00:00 GMT", 0],
  ["soon", undefined],
  ["-1", undefined],
  ["", undefined],
  [undefined, undefined],
  [["1", "2"], undefined],
])("reads `Retry-After: %s` as %s ms", (header, expected) => {
  expect(retryAfterMs(header, NOW_MS)).toBe(expected);
});
