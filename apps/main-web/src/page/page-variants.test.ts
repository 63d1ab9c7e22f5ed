import { randomBytes } from "node:crypto";
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from "node:zlib";
import { expect, it } from "vitest";
import { compressionsRunning } from "./compress.ts";
import { hashOf, tagOf } from "./hash-tag.ts";
import { type Coding, PageVariants, type Variant } from "./page-variants.ts";

async function variantsOf(bytes: Buffer<ArrayBuffer>): Promise<PageVariants> {
  return PageVariants.of(bytes, tagOf(await hashOf(bytes)));
}

async function make(variants: PageVariants, coding: Coding): Promise<Variant> {
  return await variants.get(coding);
}

const TEXT = Buffer.from("Sun Nov 22 19:20:37 UTC 2026\n".repeat(100));

it.each([
  ["zstd", zstdDecompressSync],
  ["br", brotliDecompressSync],
  ["gzip", gunzipSync],
] as const)("a page comes back from %s", async (coding, decode) => {
  const variants = await variantsOf(TEXT);
  const variant = await variants.get(coding);
  expect(variant.isSmaller).toBe(true);
  expect(decode(variant.bytes)).toEqual(TEXT);
  expect(variants.isWorth(coding)).toBe(true);
});

it("every coding has a tag of its own, the same for the same bytes", async () => {
  const tags = async (): Promise<string[]> => {
    const variants = await variantsOf(TEXT);
    const made = (["zstd", "br", "gzip"] as const).map((coding) => make(variants, coding));
    return [variants.identity, ...(await Promise.all(made))].map(({ etag }) => etag);
  };
  const first = await tags();
  expect(new Set(first).size).toBe(4);
  expect(first.every((tag) => /^"[\w\-]{22}"$/v.test(tag))).toBe(true);
  expect(await tags()).toEqual(first);
});

it("compresses when it is first asked to, and once for all who ask meanwhile", async () => {
  const variants = await variantsOf(TEXT);
  expect(compressionsRunning()).toBe(0);
  const asked = Array.from({ length: 100 }, () => make(variants, "gzip"));
  expect(compressionsRunning()).toBe(1);
  expect(new Set(await Promise.all(asked)).size).toBe(1);
  expect(variants.get("gzip")).toBe(await asked[0]);
});

it("is not worth compressing when it is small, or does not get smaller", async () => {
  expect((await variantsOf(TEXT.subarray(0, 1_023))).isWorth("gzip")).toBe(false);
  const random = await variantsOf(randomBytes(4_096));
  expect(random.isWorth("gzip")).toBe(true);
  expect((await random.get("gzip")).isSmaller).toBe(false);
  expect(random.isWorth("gzip")).toBe(false);
});

it("has no client wait for the compression of other versions", async () => {
  const others = await Promise.all(Array.from({ length: 3 }, () => variantsOf(TEXT)));
  const making = others.map((variants) => make(variants, "br"));
  const newest = await variantsOf(TEXT);
  expect(newest.isWorth("br")).toBe(compressionsRunning() < 3);
  await Promise.all(making);
  expect(newest.isWorth("br")).toBe(true);
});
