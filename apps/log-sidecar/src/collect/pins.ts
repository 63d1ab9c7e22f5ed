import { link, lstat, rm, rmdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { errorCode } from "@sidecar-pair/runtime/errors.ts";
import { removeEmptyFolders } from "./empty-folders.ts";
import { toSystemPath } from "./file-name.ts";
import { makeFolder } from "./make-folder.ts";
import { listFiles } from "./read-folder.ts";
import type { StatePlace } from "./walk.ts";

export interface Pin {
  /** The generation that it was meant for. */
  readonly generationId: string;
  /** The pinned file's second name, in our folder. */
  readonly file: string;
  /** The path it was first found under. */
  readonly path: string;
}

/**
 * Second names (hard links) for files that are not shipped to their end yet: rotation or deletion
 * takes the first name away, and the bytes stay, at no copy and across crashes.
 *
 * Below the folder: `<generation>/<path it was first found under>`.
 */
export class Pins {
  readonly #folder: string;
  readonly #volume: string;

  constructor({ root, stateFolder }: StatePlace) {
    this.#volume = root;
    this.#folder = join(stateFolder, "pins");
  }

  /**
   * @param current where the file is now
   * @returns false when another file has taken that name meanwhile
   * @throws the system's error where links are impossible (EPERM, EXDEV, …)
   */
  async add(
    generationId: string,
    path: string,
    current: string,
    inodeKey: string,
  ): Promise<boolean> {
    const file = join(this.#folder, generationId, path);
    await makeFolder(dirname(file), this.#volume);
    await link(toSystemPath(current), toSystemPath(file)).catch((error: unknown) => {
      if (errorCode(error) !== "EEXIST") throw error;
    });
    const { dev, ino } = await lstat(toSystemPath(file), { bigint: true });
    if (`${dev}:${ino}` === inodeKey) return true;
    // Only this name: the generation may have a good pin of a process before us, under another path.
    await rm(toSystemPath(file), { force: true });
    return false;
  }

  /** Gives a pin that was made for another generation (by a process that died over it) its own name. */
  async correct({ file, path }: Pin, generationId: string, inodeKey: string): Promise<void> {
    await this.add(generationId, path, file, inodeKey);
    await rm(toSystemPath(file), { force: true });
  }

  async remove(generationId: string): Promise<void> {
    // Not recursively: Node.js could not remove names that are not UTF-8.
    const folder = join(this.#folder, generationId);
    for (const path of await listOrNone(folder)) {
      await rm(toSystemPath(join(folder, path)), { force: true });
    }
    await removeEmptyFolders(folder);
    await rmdir(folder).catch((error: unknown) => {
      if (errorCode(error) !== "ENOENT") throw error;
    });
  }

  /** Removes the folders that a process left when it was killed between a folder and its pin. */
  async tidy(): Promise<void> {
    await removeEmptyFolders(this.#folder);
  }

  /** What a process before this one has left. */
  async list(): Promise<readonly Pin[]> {
    const files = await listOrNone(this.#folder);
    return files
      .map((file) => {
        const [generationId = "", ...path] = file.split("/");
        return { generationId, file: join(this.#folder, file), path: path.join("/") };
      })
      .filter(({ path }) => path !== "");
  }
}

async function listOrNone(folder: string): Promise<readonly string[]> {
  return await listFiles(folder).catch((error: unknown) => {
    if (errorCode(error) === "ENOENT") return [];
    throw error;
  });
}
