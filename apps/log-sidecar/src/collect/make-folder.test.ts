import { mkdir, readdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { temporaryFolder } from "@sidecar-pair/runtime/temporary-folder.ts";
import { describe, expect, it } from "vitest";
import { makeFolder } from "./make-folder.ts";

describe("makeFolder", () => {
  it("makes a folder and those above it, and takes one that is there", async () => {
    await using volume = await temporaryFolder();
    const path = join(volume.path, "state", "pins", "G");
    await makeFolder(path, volume.path);
    await makeFolder(path, volume.path);
    expect((await stat(path)).isDirectory()).toBe(true);
  });

  it("makes none in place of a volume that went away", async () => {
    await using folder = await temporaryFolder();
    const volume = join(folder.path, "volume");
    for (const path of [join(volume, "state"), join(volume, "state", "pins")]) {
      await expect(makeFolder(path, volume)).rejects.toMatchObject({ code: "ENOENT" });
    }
    expect(await readdir(folder.path)).toEqual([]);
  });

  it("makes those of a folder that is not on the volume", async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, "elsewhere", "state");
    await makeFolder(path, join(folder.path, "volume"));
    expect(await readdir(folder.path)).toEqual(["elsewhere"]);
  });

  it("tells why it cannot: a file is in its way", async () => {
    await using volume = await temporaryFolder();
    await writeFile(join(volume.path, "state"), "");
    const path = join(volume.path, "state", "pins");
    await expect(makeFolder(path, volume.path)).rejects.toMatchObject({ code: "ENOTDIR" });
    await mkdir(join(volume.path, "other"));
    await makeFolder(join(volume.path, "other", "pins"), volume.path);
  });
});
