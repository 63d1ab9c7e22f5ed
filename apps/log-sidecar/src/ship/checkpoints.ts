import { createHash } from "node:crypto";
import { errorCode } from "@sidecar-pair/runtime/errors.ts";
import { CODECS, type Codec } from "../chunk/chunk-key.ts";
import {
  type Fields,
  hasFields,
  isCount,
  isOneOf,
  isTextUpTo,
  optional,
} from "../volume/fields.ts";
import { type Folder } from "../volume/folder.ts";
import { isRelativePath } from "../volume/relative-path.ts";
import { type StatePlace, openStateFolder } from "../volume/state-place.ts";
import { FINGERPRINT_BYTES_MAX, type Fingerprint } from "./fingerprint.ts";
import { UNFINISHED, readSmallFile, replaceSmallFile } from "../volume/small-file.ts";

/** How far a generation was shipped; a hint that saves asking the storage, which knows better. */
export interface Checkpoint {
  /** Where it was shipped to. */
  readonly destination: string;
  /** Under which Pod's keys, as `podOf` has it; older versions do not say. */
  readonly pod?: string;
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

/** A checkpoint that cannot be relied on: damaged, forged, or of another version. */
export class CheckpointError extends Error {
  override readonly name = "CheckpointError";
  readonly code = "ERR_CHECKPOINT";
}

/** A path of 4,096 characters, each of which JSON may write as six, and the rest. */
const BYTES_MAX = 32_768;
const DESTINATION_LENGTH_MAX = 4_096;
/** Two names of a Pod, each of 253 characters at most. */
const POD_LENGTH_MAX = 512;
const SHA256_HEX = /^[0-9a-f]{64}$/;

const FINGERPRINT_FIELDS: Fields<Fingerprint> = {
  length: (length) => isCount(length) && Number(length) <= FINGERPRINT_BYTES_MAX,
  sha256: (sha256) => typeof sha256 === "string" && SHA256_HEX.test(sha256),
};

const CHECKPOINT_FIELDS: Fields<Checkpoint> = {
  destination: isTextUpTo(DESTINATION_LENGTH_MAX),
  pod: optional(isTextUpTo(POD_LENGTH_MAX)),
  path: isRelativePath,
  codec: isOneOf(CODECS),
  truncations: isCount,
  chunks: isCount,
  lastStart: isCount,
  position: isCount,
  fingerprint: (fingerprint) => hasFields(fingerprint, FINGERPRINT_FIELDS),
};

/** One small file per generation, replaced atomically. It need not survive a crash of the machine. */
export class Checkpoints {
  readonly #place: StatePlace;

  constructor(place: StatePlace) {
    this.#place = place;
  }

  /**
   * @returns undefined where there is none
   * @throws CheckpointError for one that cannot be relied on; the system's error
   */
  async read(generationId: string): Promise<Checkpoint | undefined> {
    try {
      await using folder = await this.#open(false);
      const content = await readSmallFile(folder, nameOf(generationId), BYTES_MAX);
      return content && parseCheckpoint(content.toString());
    } catch (error) {
      if (errorCode(error) === "ENOENT") return undefined;
      throw error;
    }
  }

  /** @throws the system's error */
  async write(generationId: string, checkpoint: Checkpoint): Promise<void> {
    const json = JSON.stringify(checkpoint);
    await using folder = await this.#open(true);
    await replaceSmallFile(folder, nameOf(generationId), `${checksum(json)}\n${json}\n`);
  }

  /** @throws the system's error */
  async remove(generationId: string): Promise<void> {
    try {
      await using folder = await this.#open(false);
      await folder.remove(nameOf(generationId));
    } catch (error) {
      if (errorCode(error) !== "ENOENT") throw error;
    }
  }

  /**
   * Removes what is of no file any more, and what an interrupted write has left.
   *
   * @param isKnown whether the file of a generation is still there
   * @throws the system's error
   */
  async sweep(isKnown: (generationId: string) => boolean): Promise<void> {
    try {
      await using folder = await this.#open(false);
      for await (const { name, kind } of folder.entries()) {
        const [generationId = ""] = name.split(".json");
        const isOver = name.endsWith(UNFINISHED) || !isKnown(generationId);
        if (kind === "file" && isOver) await folder.remove(name);
      }
    } catch (error) {
      if (errorCode(error) !== "ENOENT") throw error;
    }
  }

  async #open(make: boolean): Promise<Folder> {
    return await openStateFolder(this.#place, "checkpoints", make);
  }
}

/** @throws CheckpointError */
export function parseCheckpoint(content: string): Checkpoint {
  const [sum, json = ""] = content.split("\n");
  if (sum !== checksum(json)) throw new CheckpointError("Expected the checksum to match");
  const checkpoint: unknown = parseJson(json);
  if (!hasFields(checkpoint, CHECKPOINT_FIELDS) || !isConsistent(checkpoint)) {
    throw new CheckpointError("Expected the fields of a checkpoint");
  }
  return checkpoint;
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new CheckpointError("Expected JSON", { cause });
  }
}

function isConsistent({ lastStart, position, chunks, fingerprint }: Checkpoint): boolean {
  return lastStart < position && chunks > 0 && fingerprint.length <= position;
}

function nameOf(generationId: string): string {
  return `${generationId}.json`;
}

function checksum(json: string): string {
  return createHash("sha256").update(json).digest("hex");
}
