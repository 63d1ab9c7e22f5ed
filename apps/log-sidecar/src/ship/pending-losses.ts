import { readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { errorCode } from "@sidecar-pair/runtime/errors.ts";
import { makeFolder } from "../collect/make-folder.ts";
import type { StatePlace } from "../collect/walk.ts";

/** What was lost with a file that was given up, and is not on record in the storage yet. */
export interface PendingLoss {
  readonly generationId: string;
  /** How often the inode was truncated in place, as far as is known. */
  readonly truncations: number;
  readonly path: string;
  /** Up to here it is acknowledged; undefined when nobody has asked the storage. */
  readonly position?: number | undefined;
  /** Up to here there were bytes. */
  readonly end: number;
  readonly reason: string;
}

/** One small file per generation that was given up; it survives a crash of the process. */
export class PendingLosses {
  readonly #folder: string;
  readonly #volume: string;

  constructor({ root, stateFolder }: StatePlace) {
    this.#volume = root;
    this.#folder = join(stateFolder, "losses");
  }

  async write(losses: readonly PendingLoss[]): Promise<void> {
    for (const loss of losses) {
      const path = this.#path(loss);
      await makeFolder(this.#folder, this.#volume);
      await writeFile(`${path}.next`, `${JSON.stringify(loss)}\n`);
      await rename(`${path}.next`, path);
    }
  }

  /**
   * What processes before this one have left.
   *
   * @param unreadable called for each that is damaged; the others count
   */
  async list(unreadable: (error: unknown) => void): Promise<readonly PendingLoss[]> {
    const names = await readdir(this.#folder).catch((error: unknown) => {
      if (errorCode(error) === "ENOENT") return [];
      throw error;
    });
    const finished = names.filter((name) => name.endsWith(".json"));
    const losses: PendingLoss[] = [];
    for (const name of finished) {
      try {
        losses.push(JSON.parse(await readFile(join(this.#folder, name), "utf8")) as PendingLoss);
      } catch (error) {
        unreadable(error);
      }
    }
    return losses;
  }

  async remove(loss: PendingLoss): Promise<void> {
    await rm(this.#path(loss), { force: true });
  }

  #path({ generationId, truncations }: PendingLoss): string {
    return join(this.#folder, `${generationId}-${truncations}.json`);
  }
}
