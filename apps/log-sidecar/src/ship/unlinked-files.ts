import type { StatePlace } from "../volume/state-place.ts";
import { type PendingLoss, PendingLosses } from "./pending-losses.ts";

/** A file without a name, which lives as long as this process holds it open. */
export interface UnlinkedFile {
  readonly generationId: string;
  readonly path: string;
  readonly sizeBytes: number;
}

/** More than are ever open. */
const NOTES_MAX = 2_000;

/**
 * Notes which files have no name any more and are not shipped: a crash now would end them. The next
 * process then puts on record what was lost.
 */
export class UnlinkedFiles {
  readonly #notes: PendingLosses;
  /** Each with the size that was noted. */
  readonly #noted = new Map<string, number>();

  constructor(place: StatePlace) {
    this.#notes = new PendingLosses(place, NOTES_MAX, "unlinked");
  }

  /** Notes a file, unless that is done. @throws the system's error */
  async note(file: UnlinkedFile): Promise<void> {
    const { generationId, sizeBytes } = file;
    if (sizeBytes === 0 || this.#noted.get(generationId) === sizeBytes) return;
    await this.#notes.write([lossOf(file)]);
    this.#noted.set(generationId, sizeBytes);
  }

  /** Takes the note of a file back, if there is one. @throws the system's error */
  async forget(file: UnlinkedFile): Promise<void> {
    if (!this.#noted.has(file.generationId)) return;
    await this.#notes.remove(lossOf(file));
    this.#noted.delete(file.generationId);
  }

  /**
   * Takes over the notes of processes before this one.
   *
   * @param isThere whether the file of a generation is there after all
   * @param lost keeps the loss of one that is not; its note goes when that is done
   * @param unreadable called for each note that is damaged
   * @throws the system's error
   */
  async takeOver(
    isThere: (generationId: string) => boolean,
    lost: (loss: PendingLoss) => Promise<void>,
    unreadable: (error: unknown) => void,
  ): Promise<void> {
    for (const loss of await this.#notes.list(unreadable)) {
      if (!isThere(loss.generationId)) await lost(loss);
      if (!this.#noted.has(loss.generationId)) await this.#notes.remove(loss);
    }
  }
}

/** How far it was shipped, and after how many truncations, the storage is asked when it comes to that. */
function lossOf({ generationId, path, sizeBytes: end }: UnlinkedFile): PendingLoss {
  return { generationId, path, truncations: 0, end, reason: "deleted before it was shipped" };
}
