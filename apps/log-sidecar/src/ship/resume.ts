import { toObjectKey } from "../chunk/chunk-key.ts";
import { isStorageError } from "../storage/storage.ts";
import { decodeStored } from "./decode-stored.ts";
import { expectSame } from "./expect-stored.ts";
import { fingerprintOf } from "./fingerprint.ts";
import type { InSteps } from "./in-steps.ts";
import {
  ANEW,
  type Progress,
  type ResumeOptions,
  fromCheckpoint,
  untouchedTail,
} from "./progress.ts";
import { resumeUnlisted } from "./resume-unlisted.ts";
import { searchHoles } from "./search-holes.ts";
import { compareStored } from "./stored-bytes.ts";
import {
  type StoredChain,
  type StoredChunk,
  chunksOf,
  findLastChain,
  readChunk,
} from "./stored-chain.ts";

/** What is known without asking: everything before a position is in the storage. */
type Known = Pick<Progress, "position" | "lastStart">;

const NOTHING_KNOWN: Known = { position: 0 };

/**
 * Finds out how far a generation was shipped. The storage is the truth: its last chunk must be what
 * the file holds at that place, or the file was truncated and begins a new chain. A checkpoint saves
 * reading chunks. Where the storage has as many up to its last one as it knows of, none is missing
 * there, and only those after it are read: of a process that had no time to write them down. Without
 * one all have to be read, to find holes.
 *
 * @throws StorageError; DamagedChunkError
 */
export async function* resume(options: ResumeOptions): InSteps<Progress> {
  const { source, path, checkpoint } = options;
  const truncations = checkpoint?.truncations ?? 0;
  const chain = yield* listChain(options, truncations);
  if (chain === "not listed") return yield* resumeUnlisted(options);
  const chunks = chunksOf(chain);
  const isOfChain = checkpoint !== undefined && chain?.truncations === checkpoint.truncations;
  let known = NOTHING_KNOWN;
  if (isOfChain && isWholeTo(checkpoint, chunks)) {
    const isUntouched = (await untouchedTail(source, checkpoint)) !== undefined;
    const isNewest = checkpoint.chunks === chunks.length;
    const isOpen = !isClosedAfter(chain, checkpoint.position);
    if (isUntouched && isNewest && isOpen) return fromCheckpoint(checkpoint);
    if (isUntouched) known = checkpoint;
  }
  if (checkpoint !== undefined && !chunks.some(({ start }) => start === checkpoint.lastStart)) {
    options.storageLacks(checkpoint);
  }
  if (chain === undefined) return { ...ANEW, path, truncations };
  const progress = yield* fromLastChunk(chain, chunks, known, options);
  if (progress !== undefined && !isClosedAfter(chain, progress.position)) return progress;
  return { ...ANEW, path, truncations: chain.truncations + 1 };
}

async function* listChain(
  options: ResumeOptions,
  truncations: number,
): InSteps<StoredChain | "not listed" | undefined> {
  const { source, path } = options;
  try {
    return yield* findLastChain({ generationId: source.generationId, truncations, path }, options);
  } catch (error) {
    if (isStorageError(error, "ERR_STORAGE_UNSUPPORTED")) return "not listed";
    throw error;
  }
}

/** Whether the storage has as many chunks up to the last one of a checkpoint as that has counted. */
function isWholeTo(
  { lastStart, chunks: count }: { readonly lastStart: number; readonly chunks: number },
  chunks: readonly StoredChunk[],
): boolean {
  return chunks[count - 1]?.start === lastStart && (chunks[count]?.start ?? Infinity) > lastStart;
}

/** A gap record ends a chain: the file was truncated there. */
function isClosedAfter({ objects }: StoredChain, position: number): boolean {
  return objects.some(({ kind, start }) => kind === "gap" && start >= position);
}

/** @returns undefined when the file does not hold what the last chunk holds */
async function* fromLastChunk(
  chain: StoredChain,
  chunks: readonly StoredChunk[],
  known: Known,
  options: ResumeOptions,
): InSteps<Progress | undefined> {
  const { truncations, name } = chain;
  const { source, ends } = options;
  const last = chunks.at(-1);
  if (last === undefined) return undefined;
  const { start, codec } = last;
  const key = toObjectKey(name, last);
  const body = await readChunk(chain, last, options);
  const { lengthBytes, isOurs, end } = await compareStored(
    decodeStored(key, body, codec),
    async (offset, length) => await source.read(start + offset, length),
  );
  if (!isOurs) {
    expectSame(key, body, await readChunk(chain, last, options));
    return undefined;
  }
  ends.of(truncations).set(start, start + lengthBytes);
  const { lastStart: knownStart = -1 } = known;
  const unknown = chunks.filter((chunk) => chunk.start > knownStart);
  const holes = yield* searchHoles(chain, unknown, known.position, options);
  return {
    path: name.path,
    codec,
    truncations,
    position: start + lengthBytes,
    chunks: chunks.length,
    holes,
    lastStart: start,
    fingerprint: fingerprintOf(end),
  };
}
