import { join } from "node:path";
import { errorCode } from "@sidecar-pair/runtime/errors.ts";
import { readFolder } from "../collect/read-folder.ts";
import type { LocalSelection } from "./local-selection.ts";

/** No volume of logs has folders that deep; a loop of mounts may. */
const DEPTH_MAX = 64;

export interface LocalListing {
  readonly paths: readonly string[];
  /** How many files are there beside them. */
  readonly notSelected: number;
  /** Folders that could not be read, and why. */
  readonly unreadable: readonly { readonly path: string; readonly error: string }[];
}

/**
 * Every selected file below a folder, sorted. Links are not followed, and what is no regular file is
 * none. What cannot be read is on record, and hides nothing else.
 *
 * @throws the system's error when the folder itself cannot be read
 */
export async function listLocal(selection: LocalSelection): Promise<LocalListing> {
  const paths: string[] = [];
  const unreadable: { path: string; error: string }[] = [];
  let notSelected = 0;
  // A stack of its own: how deep folders are is not ours to choose.
  const folders = [{ path: "", depth: 0 }];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const { path: above, depth } = folder;
    const entries = await readFolder(join(selection.folder, above)).catch((error: unknown) => {
      const code = errorCode(error);
      if (depth === 0) throw error;
      // It went away meanwhile: then it holds nothing.
      if (code !== "ENOENT") unreadable.push({ path: `${above}/`, error: code });
      return [];
    });
    for (const { name, isFile, isFolder } of entries) {
      const path = above === "" ? name : `${above}/${name}`;
      if (isFile && selection.isSelected(path)) paths.push(path);
      else if (isFile) notSelected++;
      if (!isFolder || selection.isOwn(path)) continue;
      if (depth < DEPTH_MAX) folders.push({ path, depth: depth + 1 });
      else unreadable.push({ path: `${path}/`, error: `more than ${DEPTH_MAX} folders deep` });
    }
  }
  return { paths: paths.toSorted(), notSelected, unreadable };
}
