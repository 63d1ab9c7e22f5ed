import { lstat, mkdir, readdir, rename, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { temporaryFolder } from "@sidecar-pair/runtime/temporary-folder.ts";
import { describe, expect, it } from "vitest";
import { Folder } from "../volume/folder.ts";
import { placeOf } from "./fixture.ts";
import { Pins } from "./pins.ts";

const GENERATION = "20260101T000000.000000000Z-00000000";

async function inodeKeyOf(path: string): Promise<string> {
  const { dev, ino } = await lstat(path, { bigint: true });
  return `${dev}:${ino}`;
}

async function pathsOf(pins: Pins): Promise<readonly string[]> {
  const list = await pins.list((path) => {
    throw new Error(path);
  });
  return list.map(({ path }) => path);
}

/** Pins of a volume, and a way to add one by the file's name there. */
async function pinsOf(root: string) {
  const pins = new Pins(placeOf(root));
  const add = async (path: string, name: string, inodeKey: string): Promise<boolean> => {
    await using folder = await Folder.open(root);
    return await pins.add({ generationId: GENERATION, path }, { folder, name }, inodeKey);
  };
  return { pins, add };
}

describe("Pins", () => {
  it("keep a file whose name is gone, under the path it was found under", async () => {
    await using folder = await temporaryFolder();
    const { pins, add } = await pinsOf(folder.path);
    const log = join(folder.path, "a b.log");
    await writeFile(log, "one\n");
    const inodeKey = await inodeKeyOf(log);
    expect(await add("app/a b.log", "a b.log", inodeKey)).toBe(true);
    expect(await add("app/a b.log", "a b.log", inodeKey)).toBe(true);
    await rm(log);
    expect(await pathsOf(pins)).toEqual(["app/a b.log"]);
    await pins.remove({ generationId: GENERATION, path: "app/a b.log" });
    expect(await readdir(join(folder.path, ".state", "pins"))).toEqual([]);
  });

  it("keep their earlier pin of a generation when the name is another file's by now", async () => {
    await using folder = await temporaryFolder();
    const { pins, add } = await pinsOf(folder.path);
    const log = join(folder.path, "app.log");
    await writeFile(log, "one\n");
    const ofFirst = await inodeKeyOf(log);
    expect(await add("app.log", "app.log", ofFirst)).toBe(true);
    // Rotated once more between the look at the name and the link to it.
    await rename(log, join(folder.path, "app.log.1"));
    await writeFile(log, "two\n");
    expect(await add("app.log.1", "app.log", ofFirst)).toBe(false);
    expect(await pathsOf(pins)).toEqual(["app.log"]);
  });

  it("remove one name, and follow no link that stands in place of a folder of theirs", async () => {
    await using folder = await temporaryFolder();
    const outside = join(folder.path, "outside");
    await mkdir(outside);
    await writeFile(join(outside, "a.log"), "not ours\n");
    const volume = join(folder.path, "volume");
    const pinned = join(volume, ".state", "pins");
    await mkdir(pinned, { recursive: true });
    const { pins } = await pinsOf(volume);
    await symlink(outside, join(pinned, GENERATION));
    await pins.remove({ generationId: GENERATION, path: "a.log" });
    expect(await pathsOf(pins)).toEqual([]);
    await rm(join(pinned, GENERATION));
    await rm(pinned, { recursive: true });
    await mkdir(join(outside, GENERATION));
    await writeFile(join(outside, GENERATION, "a.log"), "not ours\n");
    await symlink(outside, pinned);
    await pins.remove({ generationId: GENERATION, path: "a.log" });
    await expect(pathsOf(pins)).rejects.toMatchObject({
      code: expect.stringMatching(/^E(LOOP|NOTDIR)$/),
    });
    expect((await readdir(outside, { recursive: true })).toSorted()).toEqual([
      GENERATION,
      join(GENERATION, "a.log"),
      "a.log",
    ]);
  });
});
