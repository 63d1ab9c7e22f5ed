import { createHash } from "node:crypto";
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { errorCode } from "@sidecar-pair/runtime/errors.ts";
import type { Codec } from "../chunk/chunk-key.ts";
import { makeFolder } from "../collect/make-folder.ts";
import type { StatePlace } from "../collect/walk.ts";
import type { Fingerprint } from "./fingerprint.ts";

/** How far a generation was shipped; a hint that saves asking the storage, which knows better. */
export interface Checkpoint {
  /** Where it was shipped to. */
  readonly destination: string;
  readonly path: string;
  readonly codec: Codec;
  /** How often the inode was truncated in place. */
  readonly truncations: number;
  /** How many chunks the storage has of the chain. */
  readonly chunks: number;
  /** Start of the last chunk that the storage has acknowledged, and the end of it. */
  readonly lastStart: number;
  readonly position: number;
  readonly fingerprint: Fingerprint;
}

/** One small file per generation, replaced atomically. It need not survive a crash of the machine. */
export class Checkpoints {
  readonly #folder: string;
  readonly #volume: string;

  constructor({ root, stateFolder }: StatePlace) {
    this.#volume = root;
    this.#folder = join(stateFolder, "checkpoints");
  }

  /** @returns undefined where there is none; @throws an error for one that cannot be relied on */
  async read(generationId: string): Promise<Checkpoint | undefined> {
    try {
      const [sum, json = ""] = (await readFile(this.#path(generationId), "utf8")).split("\n");
      if (sum !== checksum(json)) throw new Error("Expected the checkpoint's checksum to match");
      return JSON.parse(json) as Checkpoint;
    } catch (error) {
      if (errorCode(error) === "ENOENT") return undefined;
      throw error;
    }
  }

  async write(generationId: string, checkpoint: Checkpoint): Promise<void> {
    const json = JSON.stringify(checkpoint);
    const path = this.#path(generationId);
    const next = nextOf(path);
    const write = async (): Promise<void> => await writeFile(next, `${checksum(json)}\n${json}\n`);
    try {
      await write().catch(async (error: unknown) => {
        if (errorCode(error) !== "ENOENT") throw error;
        await makeFolder(this.#folder, this.#volume);
        await write();
      });
      await rename(next, path);
    } catch (error) {
      await rm(next, { force: true }).catch(() => {});
      throw error;
    }
  }

  async remove(generationId: string): Promise<void> {
    const path = this.#path(generationId);
    // The second is left of a process that was killed.
    for (const each of [path, nextOf(path)]) await rm(each, { force: true });
  }

  #path(generationId: string): string {
    return join(this.#folder, `${generationId}.json`);
  }
}

/** Where a checkpoint is written before it takes the place of the one before. */
function nextOf(path: string): string {
  return `${path}.next`;
}

function checksum(json: string): string {
  return createHash("sha256").update(json).digest("hex");
}
