import { mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { temporaryFolder } from "@sidecar-pair/runtime/temporary-folder.ts";
import { describe, expect, it } from "vitest";
import { realOverlap } from "./real-overlap.ts";

const NOWHERE = {
  storageInVolume: undefined,
  objectsInVolume: undefined,
  isVolumeInObjects: false,
};

describe("realOverlap", () => {
  it.each<[what: string, links: Readonly<Record<string, string>>, expected: object]>([
    ["no link", {}, NOWHERE],
    ["the storage as a link to the volume", { storage: "volume" }, { storageInVolume: "" }],
    ["one into it", { storage: "volume/deep" }, { storageInVolume: "deep" }],
    [
      "a link above the storage",
      { mnt: "volume", storage: "mnt/deep" },
      { storageInVolume: "deep" },
    ],
    [
      "the objects as a link",
      { "archive/ns": "volume/deep", storage: "archive" },
      {
        storageInVolume: undefined,
        objectsInVolume: "deep",
      },
    ],
    [
      "the volume as a link to the objects",
      { storage: "archive", "archive/ns": "outer" },
      {
        isVolumeInObjects: true,
      },
    ],
  ])("sees through %s", async (_, links, expected) => {
    await using folder = await temporaryFolder();
    const at = (name: string): string => join(folder.path, name);
    await mkdir(at("outer/volume/deep"), { recursive: true });
    await mkdir(at("archive"));
    await symlink("outer/volume", at("volume"));
    for (const [name, target] of Object.entries(links)) await symlink(at(target), at(name));
    const storage = { folder: at("storage"), objects: at("storage/ns") };
    const places = {
      root: at("volume"),
      stateFolder: at("state"),
      include: [],
      exclude: [],
      storage,
    };
    expect(await realOverlap(places)).toMatchObject(expected);
  });

  it("knows nothing of a volume that is not there", async () => {
    const storage = { folder: "/none/storage", objects: "/none/storage/ns" };
    const places = {
      root: "/none/volume",
      stateFolder: "/none",
      include: [],
      exclude: [],
      storage,
    };
    expect(await realOverlap(places)).toBeUndefined();
  });
});
