import { toObjectKey } from "../chunk/chunk-key.ts";
import { showsItsEnd } from "../chunk/codec.ts";
import { afterTruncations } from "../collect/generation-id.ts";
import { readIfThere } from "../storage/read-if-there.ts";
import { readClaim } from "./claim-chain.ts";
import { decodeStored } from "./decode-stored.ts";
import { expectSame } from "./expect-stored.ts";
import { fingerprintOf } from "./fingerprint.ts";
import {
  ANEW,
  type Progress,
  type ResumeOptions,
  fromCheckpoint,
  untouchedTail,
} from "./progress.ts";

/**
 * Finds out how far a generation was shipped where the storage cannot be listed: from where the
 * checkpoint stands, or from its beginning, the chain is gone through chunk by chunk to its end. Each
 * must be what the file holds there, or the file was truncated and begins a new chain.
 *
 * @throws StorageError; DamagedChunkError
 */
export async function resumeUnlisted(options: ResumeOptions): Promise<Progress> {
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
  if ((await readIfThere(storage, gapKey, callSignal())) !== undefined) return nextChain(progress);
  if (claim === undefined) return undefined;

  const { path, codec } = claim;
  const key = toObjectKey(chain, { kind: "chunk", start: position, codec });
  const body = await readIfThere(storage, key, callSignal());
  if (body === undefined) return undefined;
  const bytes = await decodeStored(key, body, codec);
  const isOurs = (await source.read(position, bytes.length)).equals(bytes);
  if (!isOurs || !showsItsEnd(codec)) {
    expectSame(key, body, await storage.read(key, callSignal()));
  }
  if (!isOurs) return nextChain(progress);
  return {
    ...progress,
    path,
    codec,
    position: position + bytes.length,
    chunks: progress.chunks + 1,
    lastStart: position,
    fingerprint: fingerprintOf(bytes),
  };
}
