import { utimes, writeFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { bodyOf, startServer } from "../start-test-web.ts";

const FIRST = "<!doctype html><pre>\none\n";
const SECOND = "<!doctype html><pre>\ntwo\n";
const RANGE = "bytes=21-23";

async function put(path: string, page: string, seconds: number): Promise<void> {
  await writeFile(path, page);
  await utimes(path, seconds, seconds);
}

/** What a client gets that goes on with what it has of the version of this date. */
async function goOn(url: string, date: string): Promise<string> {
  const headers = { Range: RANGE, "If-Range": date };
  const response = await fetch(url, { headers });
  return `${response.status} ${await response.text()}`;
}

it("mixes no two versions of one date, of which a process before it has served the first", async () => {
  const seconds = Math.floor(Date.now() / 1_000) - 100;
  const date = new Date(seconds * 1_000).toUTCString();
  await using before = await startServer();
  await put(before.page, FIRST, seconds);
  await expect.poll(() => bodyOf(before.url)).toBe(FIRST);
  expect((await fetch(before.url)).headers.get("last-modified")).toBe(date);
  await using after = await startServer();
  await put(after.page, SECOND, seconds);
  await expect.poll(() => bodyOf(after.url)).toBe(SECOND);
  expect(await goOn(after.url, date)).toBe(`200 ${SECOND}`);
  // From the next second on, a date is of one version.
  await put(after.page, FIRST, seconds + 1);
  await expect.poll(() => bodyOf(after.url)).toBe(FIRST);
  expect(await goOn(after.url, new Date((seconds + 1) * 1_000).toUTCString())).toBe("206 one");
});
