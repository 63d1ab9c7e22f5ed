import { type ChainName, toObjectKey } from "../chunk/chunk-key.ts";
import { showsItsEnd } from "../chunk/codec.ts";
import { afterTruncations } from "../collect/generation-id.ts";
import { readIfThere, readSmall } from "../storage/read-if-there.ts";
import { type ChainClaim, readClaim } from "./claim-chain.ts";
import { DamagedChunkError, decodeStored } from "./decode-stored.ts";
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
import { type StoredBytes, compareStored } from "./stored-bytes.ts";

/**
 * Finds out how far a generation was shipped where the storage cannot be listed: from where the
 * checkpoint stands, or from its beginning, the chain is gone through chunk by chunk to its end. Each
 * must be what the file holds there, or the file was truncated and begins a new chain.
 *
 * @throws StorageError; DamagedChunkError
 */
export async function* resumeUnlisted(options: ResumeOptions): InSteps<Progress> {
  const { source, path, checkpoint } = options;
  let progress: Progress = { ...ANEW, path, truncations: 0 };
  if (checkpoint !== undefined) {
    const isUntouched = (await untouchedTail(source, checkpoint)) !== undefined;
    progress = isUntouched ? fromCheckpoint(checkpoint) : nextChain(checkpoint);
  }
  for (;;) {
    const next = await afterStored(progress, options);
    if (next === undefined) return progress;
    progress = next;
    yield;
  }
}

/** What an object is of that was torn. */
const NOTHING: StoredBytes = { lengthBytes: 0, isOurs: false, end: Buffer.alloc(0) };

function nextChain({ path, truncations }: Pick<Progress, "path" | "truncations">): Progress {
  return { ...ANEW, path, truncations: truncations + 1 };
}

/** @returns where what the storage has at a position leads to; undefined when it has nothing there */
async function afterStored(
  progress: Progress,
  options: ResumeOptions,
): Promise<Progress | undefined> {
  const { truncations, position } = progress;
  const { source, pod, storage, callSignal } = options;
  const generation = afterTruncations(source.generationId, truncations);
  const found = { ...pod, generation, path: progress.path };
  const claim = await claimOf(found, progress, options);
  // A chain that has no chunks may have been ended before it was claimed.
  const chain = { ...found, ...claim };
  const gapKey = toObjectKey(chain, { kind: "gap", start: position });
  if ((await readSmall(storage, gapKey, callSignal())) !== undefined) return nextChain(progress);
  if (claim === undefined) return undefined;

  const { path, codec } = claim;
  const key = toObjectKey(chain, { kind: "chunk", start: position, codec });
  const body = await readIfThere(storage, key, callSignal());
  if (body === undefined) return undefined;
  const readAgain = async (): Promise<void> =>
    expectSame(key, body, await storage.read(key, callSignal()));
  const stored = await compareStored(
    decodeStored(key, body, codec),
    async (offset, length) => await source.read(position + offset, length),
  ).catch((error: unknown) => {
    if (error instanceof DamagedChunkError && error.isTorn) return NOTHING;
    throw error;
  });
  const { lengthBytes, isOurs, end } = stored;
  if (!isOurs || !showsItsEnd(codec)) await readAgain();
  // The last upload was cut: whoever ships this chunk finds it, and replaces it.
  if (lengthBytes === 0) return undefined;
  if (!isOurs) return nextChain(progress);
  return {
    ...progress,
    path,
    codec,
    position: position + lengthBytes,
    chunks: progress.chunks + 1,
    lastStart: position,
    fingerprint: fingerprintOf(end),
  };
}

/** A chain that has chunks in this run is claimed, and a claim does not change. */
async function claimOf(
  chain: ChainName,
  { codec, path, position }: Progress,
  options: ResumeOptions,
): Promise<ChainClaim | undefined> {
  return codec !== undefined && position > 0 ? { codec, path } : await readClaim(chain, options);
}
