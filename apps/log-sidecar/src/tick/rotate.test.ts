import { link, readFile, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { temporaryFolder } from "@sidecar-pair/runtime/temporary-folder.ts";
import { describe, expect, it } from "vitest";
import { rotate } from "./rotate.ts";

/** Everything in a folder: name → content. */
async function contentOf(folder: string): Promise<Record<string, string>> {
  const names = (await readdir(folder)).toSorted((a, b) => a.localeCompare(b));
  const contents = names.map(async (name) => [name, await readFile(join(folder, name), "utf8")]);
  return Object.fromEntries(await Promise.all(contents)) as Record<string, string>;
}

async function rotateTimes(folder: string, times: number, keep: number): Promise<void> {
  const path = join(folder, "page");
  await writeFile(path, "0");
  for (let count = 1; count <= times; count++) await rotate(path, String(count), keep);
}

describe("rotate", () => {
  it.each([
    [0, { page: "5" }],
    [1, { page: "5", "page.1": "4" }],
    [3, { page: "5", "page.1": "4", "page.2": "3", "page.3": "2" }],
  ])("keeps the last %d files", async (keep, expected) => {
    await using folder = await temporaryFolder();
    await rotateTimes(folder.path, 5, keep);
    expect(await contentOf(folder.path)).toEqual(expected);
  });

  it("mends a rotation that was killed after the link", async () => {
    await using folder = await temporaryFolder();
    await rotateTimes(folder.path, 2, 2);
    const path = join(folder.path, "page");
    // Where the killed one stopped: the new file is written, the old one has its second name.
    await writeFile(join(folder.path, ".page.next"), "half");
    await rotate(path, "3", 2);
    await link(path, join(folder.path, ".page.1"));
    await rotate(path, "4", 2);
    expect(await contentOf(folder.path)).toEqual({ page: "4", "page.1": "3", "page.2": "2" });
  });

  it("does not keep the same file twice when it was killed before the last rename", async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, "page");
    await writeFile(path, "2");
    await link(path, `${path}.1`);
    await writeFile(`${path}.2`, "1");
    await rotate(path, "3", 2);
    expect(await contentOf(folder.path)).toEqual({ page: "3", "page.1": "2", "page.2": "1" });
  });

  it("leaves the file as it is when the new one cannot be written", async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, "no-volume", "page");
    await expect(rotate(path, "1", 1)).rejects.toMatchObject({ code: "ENOENT" });
    expect(await contentOf(folder.path)).toEqual({});
  });
});
