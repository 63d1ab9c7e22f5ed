import { execFile } from "node:child_process";
import { link, mkdir, readFile, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";
import { temporaryFolder } from "@sidecar-pair/runtime/temporary-folder.ts";
import { describe, expect, it } from "vitest";
import { Folder } from "../volume/folder.ts";
import { rotate } from "./rotate.ts";

async function rotatePath(path: string, content: string, keep: number): Promise<void> {
  await using folder = await Folder.open(dirname(path));
  await rotate(folder, { name: basename(path), content, keep });
}

/** Everything in a folder: name → content. */
async function contentOf(folder: string): Promise<Record<string, string>> {
  const names = (await readdir(folder)).toSorted((a, b) => a.localeCompare(b));
  const contents = names.map(async (name) => [name, await readFile(join(folder, name), "utf8")]);
  return Object.fromEntries(await Promise.all(contents)) as Record<string, string>;
}

async function rotateTimes(folder: string, times: number, keep: number): Promise<void> {
  const path = join(folder, "page");
  await writeFile(path, "0");
  for (let count = 1; count <= times; count++) await rotatePath(path, String(count), keep);
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
    await rotatePath(path, "3", 2);
    await link(path, join(folder.path, ".page.1"));
    await rotatePath(path, "4", 2);
    expect(await contentOf(folder.path)).toEqual({ page: "4", "page.1": "3", "page.2": "2" });
  });

  it("does not keep the same file twice when it was killed before the last rename", async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, "page");
    await writeFile(path, "2");
    await link(path, `${path}.1`);
    await writeFile(`${path}.2`, "1");
    await rotatePath(path, "3", 2);
    expect(await contentOf(folder.path)).toEqual({ page: "3", "page.1": "2", "page.2": "1" });
  });

  it("leaves the file as it is when the new one cannot be written", async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, "page");
    await writeFile(path, "0");
    await using held = await Folder.open(folder.path);
    const name = "page".repeat(60);
    await expect(rotate(held, { name, content: "1", keep: 1 })).rejects.toMatchObject({
      code: "ENAMETOOLONG",
    });
    expect(await contentOf(folder.path)).toEqual({ page: "0" });
  });

  it("removes what an earlier version has left half done, and no file of another name", async () => {
    await using folder = await temporaryFolder();
    for (const name of [
      ".page.next",
      ".page.1",
      ".page.0123456789ab.next",
      ".page.2",
      ".page-next",
    ]) {
      await writeFile(join(folder.path, name), "half");
    }
    await rotateTimes(folder.path, 1, 0);
    expect(await contentOf(folder.path)).toEqual({
      ".page-next": "half",
      ".page.2": "half",
      page: "1",
    });
  });
});

describe("rotate, on a volume that others write to", () => {
  const PLANTS: readonly [string, (path: string, outside: string) => Promise<unknown>][] = [
    ["a link to a file outside", (path, outside) => symlink(join(outside, "precious"), path)],
    ["a link to a folder outside", (path, outside) => symlink(outside, path)],
    ["a link to nothing", (path) => symlink("nothing", path)],
    ["a link to the page", (path) => symlink("page", path)],
    ["a FIFO", (path) => promisify(execFile)("mkfifo", [path])],
    ["an empty folder", (path) => mkdir(path)],
    ["a full folder", (path) => mkdir(join(path, "full"), { recursive: true })],
  ];
  const NAMES = [".page.next", ".page.1", "page.1", "page.2"];
  const cases = NAMES.flatMap((name) =>
    PLANTS.map(([what, plant]) => [name, what, plant] as const),
  );

  it.each(cases)("goes on, and touches nothing outside, where %s is %s", async (name, _, plant) => {
    await using place = await temporaryFolder();
    const [volume, outside] = [join(place.path, "volume"), join(place.path, "outside")];
    await mkdir(volume);
    await mkdir(outside);
    await writeFile(join(outside, "precious"), "precious");
    const path = join(volume, "page");
    await writeFile(path, "0");
    await plant(join(volume, name), outside);
    for (let count = 1; count <= 3; count++) await rotatePath(path, String(count), 2);
    const pages = ["page", "page.1", "page.2"].map((each) => readFile(join(volume, each), "utf8"));
    expect(await Promise.all(pages)).toEqual(["3", "2", "1"]);
    expect(await contentOf(outside)).toEqual({ precious: "precious" });
  });

  it("keeps the whole content of a folder that was in its way", async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, "page");
    await writeFile(path, "0");
    await mkdir(`${path}.1`);
    await writeFile(join(`${path}.1`, "a"), "of the application");
    await rotatePath(path, "1", 1);
    const moved = (await readdir(folder.path)).filter((name) => name.endsWith(".moved"));
    expect(moved).toHaveLength(1);
    expect(await contentOf(join(folder.path, moved[0] ?? ""))).toEqual({ a: "of the application" });
    await rm(join(folder.path, moved[0] ?? ""), { recursive: true });
    expect(await contentOf(folder.path)).toEqual({ page: "1", "page.1": "0" });
  });
});
