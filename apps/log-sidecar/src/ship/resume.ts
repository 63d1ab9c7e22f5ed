import { toObjectKey } from "../chunk/chunk-key.ts";
import { isStorageError } from "../storage/storage.ts";
import { expectSame } from "./expect-stored.ts";
import { findHoles } from "./find-holes.ts";
import { fingerprintOf } from "./fingerprint.ts";
import {
  ANEW,
  type Progress,
  type ResumeOptions,
  fromCheckpoint,
  untouchedTail,
} from "./progress.ts";
import { resumeUnlisted } from "./resume-unlisted.ts";
import { type StoredChain, chunksOf, lastStoredChain, readChunk } from "./stored-chain.ts";

/**
 * Finds out how far a generation was shipped. The storage is the truth: its last chunk must be what
 * the file holds at that place, or the file was truncated and begins a new chain. The checkpoint only
 * saves reading chunks: that one, and where it does not know of as many as there are, all the others
 * to find holes.
 *
 * @throws StorageError; DamagedChunkError
 */
export async function resume(options: ResumeOptions): Promise<Progress> {
  const { source, path, checkpoint } = options;
  const wanted = {
    generationId: source.generationId,
    truncations: checkpoint?.truncations ?? 0,
    path,
  };
  const chain = await lastStoredChain(wanted, options).catch((error: unknown) => {
    if (isStorageError(error, "ERR_STORAGE_UNSUPPORTED")) return "not listed" as const;
    throw error;
  });
  if (chain === "not listed") return await resumeUnlisted(options);
  const starts = chunksOf(chain).map(({ start }) => start);
  if (checkpoint !== undefined && chain?.truncations === checkpoint.truncations) {
    // A chunk after it was stored by a process that had no time to write it down.
    const isNewest = checkpoint.lastStart === starts.at(-1) && checkpoint.chunks === starts.length;
    if (
      isNewest &&
      !isClosedAfter(chain, checkpoint.position) &&
      (await untouchedTail(source, checkpoint))
    )
      return fromCheckpoint(checkpoint);
  }
  if (checkpoint !== undefined && !starts.includes(checkpoint.lastStart)) {
    options.storageLacks(checkpoint);
  }
  if (chain === undefined) {
    return { ...ANEW, path, truncations: checkpoint?.truncations ?? 0 };
  }
  const progress = await fromLastChunk(chain, options);
  if (progress !== undefined && !isClosedAfter(chain, progress.position)) return progress;
  return { ...ANEW, path, truncations: chain.truncations + 1 };
}

/** A gap record ends a chain: the file was truncated there. */
function isClosedAfter({ objects }: StoredChain, position: number): boolean {
  return objects.some(({ kind, start }) => kind === "gap" && start >= position);
}

/** @returns undefined when the file does not hold what the last chunk holds */
async function fromLastChunk(
  chain: StoredChain,
  options: ResumeOptions,
): Promise<Progress | undefined> {
  const { truncations, name } = chain;
  const chunks = chunksOf(chain);
  const last = chunks.at(-1);
  if (last === undefined) return undefined;
  const bytes = await readChunk(chain, last, options);
  const own = await options.source.read(last.start, bytes.length);
  if (!own.equals(bytes)) {
    expectSame(toObjectKey(name, last), bytes, await readChunk(chain, last, options));
    return undefined;
  }
  const byStart = new Map(chunks.map((chunk) => [chunk.start, chunk]));
  const holes = await findHoles([...byStart.keys()], async (start) => {
    const chunk = byStart.get(start);
    if (chunk === undefined || chunk === last) return start;
    return start + (await readChunk(chain, chunk, options)).length;
  });
  return {
    path: name.path,
    codec: last.codec,
    truncations,
    position: last.start + bytes.length,
    chunks: chunks.length,
    holes,
    lastStart: last.start,
    fingerprint: fingerprintOf(bytes),
  };
}
