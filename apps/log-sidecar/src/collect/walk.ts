import { join } from "node:path";
import { matchesGlob } from "node:path/posix";
import { errorCode } from "@sidecar-pair/runtime/errors.ts";
import { readFolder } from "./read-folder.ts";

/** Where what outlives the process is kept. */
export interface StatePlace {
  /** The volume. */
  readonly root: string;
  /** Our own folder, which is on the volume unless it is set to be elsewhere. */
  readonly stateFolder: string;
}

/** Our own folder holds second names of files, and is never looked into. */
export interface Selection extends StatePlace {
  /** Globs relative to the volume; a file is collected if one of them matches and none excludes it. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}

/** Folders deeper than this are not looked into: no volume of logs is, and a loop of mounts may be. */
const DEPTH_MAX = 16;
const HIDES_NOTHING: ReadonlySet<string> = new Set(["ENOENT", "ENOTDIR", "EACCES", "EPERM"]);

export function isSelected(
  path: string,
  { include, exclude }: Pick<Selection, "include" | "exclude">,
): boolean {
  const matches = (glob: string): boolean => matchesGlob(path, glob);
  return include.some(matches) && !exclude.some(matches);
}

/**
 * Every selected file of the volume, by its path relative to the volume. Links are not followed, so
 * that none leads off the volume.
 *
 * @param entered called with the whole path of each folder that is looked into
 * @throws the system's error when the volume itself cannot be read
 */
export async function walk(
  selection: Selection,
  entered: (folder: string) => void = () => {},
): Promise<readonly string[]> {
  return await walkFolder("", { ...selection, entered }, DEPTH_MAX);
}

type Tour = Selection & { readonly entered: (folder: string) => void };

async function walkFolder(folder: string, tour: Tour, depth: number): Promise<readonly string[]> {
  const { root, stateFolder, entered } = tour;
  entered(join(root, folder));
  const found: string[] = [];
  for (const { name, isFile, isFolder } of await readFolder(join(root, folder))) {
    const path = folder === "" ? name : `${folder}/${name}`;
    if (isFile && isSelected(path, tour)) found.push(path);
    if (isFolder && depth > 0 && join(root, path) !== stateFolder) {
      found.push(...(await walkSubfolder(path, tour, depth - 1)));
    }
  }
  return found;
}

/** One that went away meanwhile, or is not for us, hides nothing that can be collected. */
async function walkSubfolder(
  folder: string,
  tour: Tour,
  depth: number,
): Promise<readonly string[]> {
  try {
    return await walkFolder(folder, tour, depth);
  } catch (error) {
    if (HIDES_NOTHING.has(errorCode(error))) return [];
    throw error;
  }
}
