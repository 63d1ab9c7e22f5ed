import { toObjectKey } from "../chunk/chunk-key.ts";
import { showsItsEnd } from "../chunk/codec.ts";
import { afterTruncations } from "../collect/generation-id.ts";
import { readIfThere, readSmall } from "../storage/read-if-there.ts";
import { readClaim } from "./claim-chain.ts";
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
import { compareStored } from "./stored-bytes.ts";

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
  const claim = await readClaim(found, options);
  // A chain that has no chunks may have been ended before it was claimed.
  const chain = { ...found, ...claim };
  const gapKey = toObjectKey(chain, { kind: "gap", start: position });
  if ((await readSmall(storage, gapKey, callSignal())) !== undefined) return nextChain(progress);
  if (claim === undefined) return undefined;

  const { path, codec } = claim;
  const key = toObjectKey(chain, { kind: "chunk", start: position, codec });
  const body = await readIfThere(storage, key, callSignal());
  if (body === undefined) return undefined;
  const { lengthBytes, isOurs, end } = await compareStored(
    decodeStored(key, body, codec),
    async (offset, length) => await source.read(position + offset, length),
  );
  // A chain of nothing has no end.
  if (lengthBytes === 0) throw new DamagedChunkError(`${key} is empty`);
  if (!isOurs || !showsItsEnd(codec)) {
    expectSame(key, body, await storage.read(key, callSignal()));
  }
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
