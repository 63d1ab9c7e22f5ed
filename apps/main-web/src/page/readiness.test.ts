import { expect, it } from "vitest";
import { type Readiness, readiness } from "./readiness.ts";

const page = { modifiedMs: 100_000 };
const base: Readiness = { page, nowMs: 100_000, maxPageAgeMs: 30_000, draining: false };

it.each<[string, Partial<Readiness>, string | undefined]>([
  ["a fresh page", {}, undefined],
  ["a page just young enough", { nowMs: 130_000 }, undefined],
  ["a page too old", { nowMs: 130_001 }, "page is 30 s old"],
  ["an old page where age does not matter", { nowMs: 1e9, maxPageAgeMs: undefined }, undefined],
  ["a page from a clock ahead of ours", { nowMs: 0 }, undefined],
  ["no page", { page: undefined }, "no page"],
  ["a server that drains", { draining: true }, "draining"],
])("readiness with %s", (_, change, reason) => {
  const expected = reason === undefined ? { ok: true } : { ok: false, reason };
  expect(readiness({ ...base, ...change })).toEqual(expected);
});
