import { appendFile, rename, truncate, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { temporaryFolder } from "@sidecar-pair/runtime/temporary-folder.ts";
import { expect, it } from "vitest";
import { isGrown, PAGE_BYTES_MAX } from "./look.ts";
import type { LargePage, Page } from "./page.ts";
import { readLargePage } from "./read-large-page.ts";
import { readPage } from "./read-page.ts";

const MODIFIED = new Date("2026-11-22T19:20:37Z");
const NOTHING = { page: undefined, newestS: -Infinity };

async function pageFile(text: string) {
  const folder = await temporaryFolder();
  const path = join(folder.path, "index.html");
  await writeFile(path, text);
  return { path, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}

function served(page: Page) {
  return { page, newestS: page.lastModifiedS };
}

it("tells two versions of one second apart by tag, and does not trust their date", async () => {
  await using file = await pageFile("one\n");
  await utimes(file.path, MODIFIED, MODIFIED);
  const first = await readPage(file.path, NOTHING);
  expect([first.lastModifiedS, first.isDateStrong]).toEqual([MODIFIED.getTime() / 1_000, true]);
  expect((await readPage(file.path, served(first))).isDateStrong).toBe(true);
  await writeFile(file.path, "two\n");
  await utimes(file.path, MODIFIED, MODIFIED);
  const second = await readPage(file.path, served(first));
  expect(second.etag).not.toBe(first.etag);
  expect(second.isDateStrong).toBe(false);
});

it("keeps what was made of a page that is only touched", async () => {
  await using file = await pageFile("one\n");
  const first = await readPage(file.path, NOTHING);
  await utimes(file.path, MODIFIED, MODIFIED);
  const touched = await readPage(file.path, served(first));
  expect([first, touched].map((page) => page.kind === "held" && page.variants)).toEqual([
    touched.kind === "held" && touched.variants,
    first.kind === "held" && first.variants,
  ]);
  expect(touched.lastModifiedS).toBe(MODIFIED.getTime() / 1_000);
});

it("never gives a page a date in the future", async () => {
  await using file = await pageFile("one\n");
  const future = new Date(Date.now() + 86_400_000);
  await utimes(file.path, future, future);
  const { lastModifiedS } = await readPage(file.path, NOTHING);
  expect(lastModifiedS).toBeLessThanOrEqual(Date.now() / 1_000);
});

const look = (inode: string, text: string, sizeBytes = text.length) => ({
  inode,
  sizeBytes,
  start: Buffer.from(text),
  bytes: undefined,
});

it.each([
  ["the same", look("1", "ab"), look("1", "ab"), true],
  ["longer", look("1", "ab"), look("1", "abc"), true],
  ["shorter", look("1", "ab"), look("1", "a"), false],
  ["rewritten", look("1", "ab"), look("1", "xbc"), false],
  ["another file", look("1", "ab"), look("2", "abc"), false],
  ["too large to compare but for its beginning", look("1", "abc"), look("1", "ab", 9), true],
  ["too large, and rewritten", look("1", "ab", 8), look("1", "xb", 9), false],
])("tells growth from anything else: %s", (_what, earlier, later, expected) => {
  expect(isGrown(earlier, later)).toBe(expected);
});

/** A page beyond the bound, sparse but for its beginning. */
async function largePage(path: string): Promise<LargePage> {
  await truncate(path, PAGE_BYTES_MAX + 100_000);
  await appendFile(path, "end\n");
  const page = await readPage(path, NOTHING);
  expect(page.kind).toBe("large");
  return page as LargePage;
}

async function readAll(page: LargePage): Promise<number> {
  let bytes = 0;
  for await (const chunk of readLargePage(page, { firstByte: 0, lastByte: page.sizeBytes - 1 }))
    bytes += chunk.length;
  return bytes;
}

it("reads a large page from its file, also when that was moved or grows meanwhile", async () => {
  await using file = await pageFile("<pre>\n");
  const page = await largePage(file.path);
  expect(page.etag).toMatch(/^W\/"[\da-z]+-[\da-z]+-[\da-z]+"$/v);
  await rename(file.path, `${file.path}.1`);
  await appendFile(`${file.path}.1`, "more\n");
  expect(await readAll(page)).toBe(page.sizeBytes);
  await page.file.release();
});

it.each([
  ["cut", (path: string) => truncate(path, PAGE_BYTES_MAX)],
  ["written anew", (path: string) => writeFile(path, Buffer.alloc(2 * PAGE_BYTES_MAX, "x"))],
])("never comes to the end of a large page that is %s meanwhile", async (_what, change) => {
  await using file = await pageFile("<pre>\n");
  const page = await largePage(file.path);
  await change(file.path);
  await expect(readAll(page)).rejects.toMatchObject({ code: "ERR_PAGE_SHRANK" });
  await page.file.release();
});

it("closes a large page's file with its last user", async () => {
  await using file = await pageFile("<pre>\n");
  const page = await largePage(file.path);
  const use = page.file.acquire();
  await page.file.release();
  expect((await page.file.read(0, 5)).toString()).toBe("<pre>");
  await use[Symbol.asyncDispose]();
  await expect(page.file.read(0, 5)).rejects.toMatchObject({ code: "EBADF" });
});
