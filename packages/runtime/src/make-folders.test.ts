import { stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { makeFolders } from "./make-folders.ts";
import { temporaryFolder } from "./temporary-folder.ts";

it("makes a folder with those above it, once or often", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "a", "b", "c");
  await Promise.all([makeFolders(path), makeFolders(path), makeFolders(join(path, "d"))]);
  await makeFolders(path);
  expect((await stat(path)).isDirectory()).toBe(true);
});

it("says what is in the way", async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, "file");
  await writeFile(file, "");
  await expect(makeFolders(file)).rejects.toMatchObject({ code: "EEXIST" });
  await expect(makeFolders(join(file, "a"))).rejects.toMatchObject({ code: "ENOTDIR" });
  const link = join(folder.path, "link");
  await symlink("nowhere", link);
  await expect(makeFolders(join(link, "a"))).rejects.toMatchObject({ code: "ENOENT" });
});

it("comes to an end where a folder is there and none can be made in it", async () => {
  // As in one that was deleted while it is mounted, which takes root to make.
  await expect(makeFolders("/proc/none/can/be")).rejects.toMatchObject({ code: "ENOENT" });
});
