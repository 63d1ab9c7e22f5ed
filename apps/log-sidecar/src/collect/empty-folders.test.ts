import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { temporaryFolder } from "@sidecar-pair/runtime/temporary-folder.ts";
import { expect, it } from "vitest";
import { removeEmptyFolders } from "./empty-folders.ts";

it("removes empty folders, also those of empty folders, and nothing else", async () => {
  await using folder = await temporaryFolder();
  for (const path of ["empty", "a/b/c", "full/empty"]) {
    await mkdir(join(folder.path, path), { recursive: true });
  }
  await writeFile(join(folder.path, "full", "file"), "");
  await removeEmptyFolders(folder.path);
  const left = await readdir(folder.path, { recursive: true });
  expect(left.toSorted()).toEqual(["full", "full/file"]);
});

it("says nothing of a folder that is not there", async () => {
  await expect(removeEmptyFolders("/nowhere")).resolves.toBeUndefined();
});
