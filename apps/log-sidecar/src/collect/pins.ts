import { errorCode } from "@sidecar-pair/runtime/errors.ts";
import { atPath } from "../volume/at-path.ts";
import { hasVanished } from "../volume/errors.ts";
import { type Folder, inodeKeyOf } from "../volume/folder.ts";
import { type StatePlace, openSharedFolder } from "../volume/state-place.ts";
import { isGenerationId } from "./generation-id.ts";
import { DEPTH_MAX, type Sighted } from "./scan.ts";
import { UNFINISHED } from "../volume/small-file.ts";

export interface Pin {
  /** The generation that it was meant for. */
  readonly generationId: string;
  /** The path it was first found under. */
  readonly path: string;
}

/** So many pins are taken over from processes before this one. */
const PINS_MAX = 100_000;

/**
 * Second names (hard links) of files that are not shipped to their end: deletion takes the first name
 * away, and the bytes stay, at no copy and across crashes.
 *
 * Below the sidecar's folder on the shared volume: `pins/<generation>/<path it was first found under>`.
 * Anybody who can write to the volume can change them. So they are only names: what one leads to is
 * compared with what it should be, and only the one name of a pin is ever removed.
 */
export class Pins {
  readonly #place: StatePlace;

  constructor(place: StatePlace) {
    this.#place = place;
  }

  /**
   * @param sighted where the file is now
   * @returns false when another file has taken that name meanwhile
   * @throws the system's error where links are impossible (EPERM, EXDEV, …)
   */
  async add(
    { generationId, path }: Pin,
    { folder, name }: Sighted,
    inodeKey: string,
  ): Promise<boolean> {
    await using pins = await openSharedFolder(this.#place, "pins", true);
    return await makeWay(pins, [generationId, ...path.split("/")], async (to, last) => {
      await folder.link(name, to, last).catch((error: unknown) => {
        if (errorCode(error) !== "EEXIST") throw error;
      });
      if (inodeKeyOf(await to.stat(last)) === inodeKey) return true;
      // Only this name: the generation may have a good pin of a process before us, under another path.
      await to.remove(last);
      return false;
    });
  }

  /**
   * Works with a pinned file, by its folder and name there.
   *
   * @throws the system's error; what `work` throws
   */
  async at<T>(
    { generationId, path }: Pin,
    work: (folder: Folder, name: string) => Promise<T>,
  ): Promise<T> {
    await using pins = await openSharedFolder(this.#place, "pins", false);
    return await atPath(pins, `${generationId}/${path}`, work);
  }

  /**
   * Removes a pin, and the folders that it was the last in.
   *
   * @throws the system's error
   */
  async remove({ generationId, path }: Pin): Promise<void> {
    try {
      await using pins = await openSharedFolder(this.#place, "pins", false);
      await removeName(pins, [generationId, ...path.split("/")]);
    } catch (error) {
      // Gone already, or something else was put in its place, which is not ours.
      if (!hasVanished(error)) throw error;
    }
  }

  /**
   * What processes before this one have left. Empty folders go away: a process that is killed leaves
   * them between two steps.
   *
   * @param failed called for each folder that cannot be read; the others count
   * @throws the system's error when there are pins and they cannot be listed
   */
  async list(failed: (path: string, error: unknown) => void): Promise<readonly Pin[]> {
    const found: Pin[] = [];
    try {
      await using own = await openSharedFolder(this.#place, undefined, false);
      for await (const { name, kind } of own.entries()) {
        if (kind === "file" && name.endsWith(UNFINISHED)) await own.remove(name);
      }
      await using pins = await own.openFolder("pins");
      for await (const { name, kind } of pins.entries()) {
        if (kind !== "folder" || !isGenerationId(name)) continue;
        await listBelow(pins, name, { generationId: name, path: "", found, failed });
      }
    } catch (error) {
      if (errorCode(error) !== "ENOENT") throw error;
    }
    return found;
  }
}

interface Search extends Pin {
  readonly found: Pin[];
  readonly failed: (path: string, error: unknown) => void;
}

async function listBelow(above: Folder, folderName: string, search: Search): Promise<void> {
  const { generationId, path, found, failed } = search;
  try {
    await using folder = await above.openFolder(folderName);
    for await (const { name, kind } of folder.entries()) {
      const below = path === "" ? name : `${path}/${name}`;
      if (kind === "file" && found.length < PINS_MAX) found.push({ generationId, path: below });
      if (kind === "folder" && below.split("/").length <= DEPTH_MAX) {
        await listBelow(folder, name, { ...search, path: below });
      }
    }
    // Takes none that has something in it.
    await above.removeFolder(folderName).catch(() => {});
  } catch (error) {
    if (!hasVanished(error)) failed(path === "" ? generationId : path, error);
  }
}

/** Makes the folders on the way to the last name. */
async function makeWay<T>(
  folder: Folder,
  [name = "", ...rest]: readonly string[],
  work: (folder: Folder, name: string) => Promise<T>,
): Promise<T> {
  if (rest.length === 0) return await work(folder, name);
  await folder.makeFolder(name);
  await using below = await folder.openFolder(name);
  return await makeWay(below, rest, work);
}

async function removeName(folder: Folder, [name = "", ...rest]: readonly string[]): Promise<void> {
  if (rest.length === 0) return await folder.remove(name);
  {
    await using below = await folder.openFolder(name);
    await removeName(below, rest);
  }
  // Takes none that has something in it.
  await folder.removeFolder(name).catch(() => {});
}
