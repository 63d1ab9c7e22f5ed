import { expect, it } from "vitest";
import { afterTruncations, toGenerationId } from "./generation-id.ts";

const BIRTH_NS = BigInt(Date.parse("2026-11-22T19:20:37.123Z")) * 1_000_000n + 456_789n;

it("names a generation by its birth time and inode", () => {
  const id = toGenerationId({ ino: 42n, birthtimeNs: BIRTH_NS });
  expect(id).toMatch(/^20261122T192037\.123456789Z-[0-9a-f]{8}$/);
  expect(toGenerationId({ ino: 42n, birthtimeNs: BIRTH_NS })).toBe(id);
});

it("tells files apart that are born at the same instant, and lives of one inode", () => {
  const ids = [
    toGenerationId({ ino: 42n, birthtimeNs: BIRTH_NS }),
    toGenerationId({ ino: 43n, birthtimeNs: BIRTH_NS }),
    toGenerationId({ ino: 42n, birthtimeNs: BIRTH_NS + 1n }),
    toGenerationId({ ino: 2n ** 60n, birthtimeNs: 0n }),
  ];
  expect(new Set(ids).size).toBe(ids.length);
});

it("counts truncations in place", () => {
  expect([0, 1, 12].map((count) => afterTruncations("id", count))).toEqual([
    "id",
    "id-t1",
    "id-t12",
  ]);
});
