import { randomUUID } from "node:crypto";
import { rmdir } from "node:fs/promises";
import { errorCode } from "@sidecar-pair/runtime/errors.ts";
import { atPath } from "../volume/at-path.ts";
import { toSystemPath } from "../volume/file-name.ts";
import { Folder } from "../volume/folder.ts";
import { type StatePlace, openStateFolder, stateOnVolume } from "../volume/state-place.ts";
import { replaceSmallFile } from "../volume/small-file.ts";

/** Writes a file into STATE_DIR, which is made for that, and takes both away. @throws the system's error */
export async function tryState(place: StatePlace): Promise<void> {
  const isThere = await hasStateFolder(place);
  try {
    await using folder = await openStateFolder(place, undefined, true);
    const name = `validate-${randomUUID()}`;
    await replaceSmallFile(folder, name, "{}\n");
    await folder.remove(name);
  } finally {
    // Somebody else may have put something into it by now.
    if (!isThere) await removeStateFolder(place).catch(() => {});
  }
}

async function hasStateFolder(place: StatePlace): Promise<boolean> {
  try {
    await using _ = await openStateFolder(place, undefined, false);
    return true;
  } catch (error) {
    if (errorCode(error) === "ENOENT") return false;
    throw error;
  }
}

async function removeStateFolder(place: StatePlace): Promise<void> {
  const onVolume = stateOnVolume(place);
  if (onVolume === undefined) {
    await rmdir(toSystemPath(place.stateFolder));
    return;
  }
  await using root = await Folder.open(place.root);
  await atPath(root, onVolume, async (folder, name) => await folder.removeFolder(name));
}
