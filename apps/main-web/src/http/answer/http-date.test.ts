import { expect, it } from "vitest";
import { parseHttpDate } from "./http-date.ts";

const NOW_MS = Date.UTC(2026, 10, 22);

it.each([
  ["Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777],
  ["Sunday, 06-Nov-94 08:49:37 GMT", 784_111_777],
  ["Sun Nov  6 08:49:37 1994", 784_111_777],
  ["Wed Nov 16 08:49:37 1994", 784_975_777],
  ["Thu, 01 Jan 1970 00:00:00 GMT", 0],
  ["Sat, 29 Feb 2020 12:00:00 GMT", 1_582_977_600],
  ["Sat, 31 Dec 2016 23:59:60 GMT", 1_483_228_800],
  ["Friday, 22-Nov-76 00:00:00 GMT", Date.UTC(2076, 10, 22) / 1_000],
  ["Tuesday, 22-Nov-77 00:00:00 GMT", Date.UTC(1977, 10, 22) / 1_000],
  ["Mon, 01 Jan 0001 00:00:00 GMT", -62_135_596_800],
])("reads %s", (text, seconds) => {
  expect(parseHttpDate(text, NOW_MS)).toBe(seconds);
});

it.each([
  "",
  "0",
  "784111777",
  "yesterday",
  "1994-11-06T08:49:37Z",
  "Sun, 06 Nov 1994 08:49:37",
  "Sun, 06 Nov 1994 08:49:37 UTC",
  "Sun, 06 Nov 1994 08:49:37 +0000",
  "Sun, 6 Nov 1994 08:49:37 GMT",
  "sun, 06 nov 1994 08:49:37 gmt",
  "Sun, 31 Feb 1994 08:49:37 GMT",
  "Sat, 29 Feb 2025 08:49:37 GMT",
  "Sun, 00 Nov 1994 08:49:37 GMT",
  "Sun, 06 Nov 1994 24:00:00 GMT",
  "Sun, 06 Nov 1994 08:60:00 GMT",
  "Sun, 06 Nov 94 08:49:37 GMT",
  "Sun Nov 6 08:49:37 1994",
  "Sun, 06 Nov 1994 08:49:37 GMT, Sun, 06 Nov 1994 08:49:37 GMT",
])("takes %j for no date", (text) => {
  expect(parseHttpDate(text, NOW_MS)).toBeUndefined();
});
