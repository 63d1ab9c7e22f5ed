import { errorCode } from "@sidecar-pair/runtime/errors.ts";
import { isGenerationId } from "../collect/generation-id.ts";
import { type Fields, hasFields, isCount, isOneOf, optional } from "../volume/fields.ts";
import { type Folder } from "../volume/folder.ts";
import { isRelativePath } from "../volume/relative-path.ts";
import { type StatePlace, openStateFolder } from "../volume/state-place.ts";
import { UNFINISHED, readSmallFile, replaceSmallFile } from "../volume/small-file.ts";

/** Why bytes are lost; nothing else is put on record. */
export const LOSS_REASONS = [
  "truncated",
  "conflict",
  "given up to free the volume",
  "deleted before it was opened",
  "deleted before it was shipped",
] as const;
export type LossReason = (typeof LOSS_REASONS)[number];

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
  readonly reason: LossReason;
}

/** A loss that cannot be relied on: damaged, forged, or of another version. */
export class PendingLossError extends Error {
  override readonly name = "PendingLossError";
  readonly code = "ERR_PENDING_LOSS";
}

/** As for a checkpoint: a path, and the rest. */
const BYTES_MAX = 32_768;

const LOSS_FIELDS: Fields<PendingLoss> = {
  generationId: isGenerationId,
  truncations: isCount,
  path: isRelativePath,
  position: optional(isCount),
  end: isCount,
  reason: isOneOf(LOSS_REASONS),
};

/** One small file per generation that was given up; it survives a crash of the process. */
export class PendingLosses {
  readonly #place: StatePlace;
  readonly #lossesMax: number;
  readonly #folder: string;

  /**
   * @param lossesMax how many are read
   * @param folder of the state that they are in
   */
  constructor(place: StatePlace, lossesMax: number, folder = "losses") {
    this.#place = place;
    this.#lossesMax = lossesMax;
    this.#folder = folder;
  }

  /** @throws the system's error */
  async write(losses: readonly PendingLoss[]): Promise<void> {
    await using folder = await openStateFolder(this.#place, this.#folder, true);
    for (const loss of losses) {
      await replaceSmallFile(folder, nameOf(loss), `${JSON.stringify(loss)}\n`);
    }
  }

  /**
   * What processes before this one have left.
   *
   * @param unreadable called for each that is damaged, forged or beyond the limit; the others count
   * @throws the system's error when they cannot be listed
   */
  async list(unreadable: (error: unknown) => void): Promise<readonly PendingLoss[]> {
    const losses: PendingLoss[] = [];
    await using folder = await this.#openIfThere();
    if (folder === undefined) return losses;
    let count = 0;
    for await (const { name } of folder.entries()) {
      if (name.endsWith(UNFINISHED)) await folder.remove(name).catch(unreadable);
      if (!name.endsWith(".json")) continue;
      if (++count > this.#lossesMax) {
        unreadable(new PendingLossError(`Expected at most ${this.#lossesMax} losses`));
        break;
      }
      try {
        losses.push(await readLoss(folder, name));
      } catch (error) {
        unreadable(error);
      }
    }
    return losses;
  }

  /** @throws the system's error */
  async remove(loss: PendingLoss): Promise<void> {
    await using folder = await this.#openIfThere();
    await folder?.remove(nameOf(loss));
  }

  async #openIfThere(): Promise<Folder | undefined> {
    try {
      return await openStateFolder(this.#place, this.#folder, false);
    } catch (error) {
      if (errorCode(error) === "ENOENT") return undefined;
      throw error;
    }
  }
}

/** @throws PendingLossError; the system's error */
async function readLoss(folder: Folder, name: string): Promise<PendingLoss> {
  const loss = parseLoss((await readSmallFile(folder, name, BYTES_MAX)) ?? Buffer.alloc(0));
  if (nameOf(loss) !== name) throw new PendingLossError(`Expected \`${name}\` to name its loss`);
  return loss;
}

/** @throws PendingLossError */
export function parseLoss(content: Buffer): PendingLoss {
  let loss: unknown;
  try {
    loss = JSON.parse(content.toString());
  } catch (cause) {
    throw new PendingLossError("Expected JSON", { cause });
  }
  if (hasFields(loss, LOSS_FIELDS) && (loss.position ?? 0) <= loss.end) return loss;
  throw new PendingLossError("Expected the fields of a loss");
}

function nameOf({ generationId, truncations }: PendingLoss): string {
  return `${generationId}-${truncations}.json`;
}
