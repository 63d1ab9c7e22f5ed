import type { Codec } from "../chunk/chunk-key.ts";
import type { SourceFile } from "../collect/source-file.ts";
import type { Checkpoint } from "./checkpoints.ts";
import type { Hole } from "./find-holes.ts";
import { type Fingerprint, hasFingerprint } from "./fingerprint.ts";
import type { ShipContext } from "./ship-context.ts";

/** How far a chain has come: everything before `position` is in the storage. */
export interface Progress {
  readonly path: string;
  readonly truncations: number;
  readonly position: number;
  /** Settled with the first chunk, for the whole chain. */
  readonly codec?: Codec;
  /** How many chunks the storage has of it. */
  readonly chunks: number;
  /** What the storage lacks before the position. */
  readonly holes: readonly Hole[];
  /** Start of the last chunk, and what its last bytes look like; neither before the first chunk. */
  readonly lastStart?: number;
  readonly fingerprint?: Fingerprint;
}

/** Of a chain that has nothing yet. */
export const ANEW = { position: 0, chunks: 0, holes: [] } as const;

/** Where chunks of one chain end, by their starts. */
export class ChunkEnds {
  readonly #byStart = new Map<number, number>();
  #truncations = 0;

  /** Those of the chain after so many truncations; of others they are forgotten. */
  of(truncations: number): Map<number, number> {
    if (truncations !== this.#truncations) this.clear();
    this.#truncations = truncations;
    return this.#byStart;
  }

  clear(): void {
    this.#byStart.clear();
  }
}

/** What tells how far a generation was shipped. */
export interface ResumeOptions extends Pick<ShipContext, "pod" | "storage" | "callSignal"> {
  readonly source: SourceFile;
  /** The path that the generation has now. */
  readonly path: string;
  readonly checkpoint: Checkpoint | undefined;
  /** Called when the checkpoint names a chunk that the storage does not have. */
  readonly storageLacks: (checkpoint: Checkpoint) => void;
  /** Where chunks end that were read: an attempt after a failure does not read them again. */
  readonly ends: ChunkEnds;
}

/**
 * The bytes before the position of a progress, as far as its fingerprint covers them.
 *
 * @returns undefined when the file holds others there
 */
export async function untouchedTail(
  source: SourceFile,
  { position, fingerprint }: Pick<Progress, "position" | "fingerprint">,
): Promise<Buffer | undefined> {
  if (fingerprint === undefined) return Buffer.alloc(0);
  const bytes = await source.read(position - fingerprint.length, fingerprint.length);
  return hasFingerprint(bytes, fingerprint) ? bytes : undefined;
}

export function fromCheckpoint(checkpoint: Checkpoint): Progress {
  const { destination: _, ...progress } = checkpoint;
  return { ...progress, holes: [] };
}
