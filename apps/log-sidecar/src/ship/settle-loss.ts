import { type ChainName, toObjectKey } from "../chunk/chunk-key.ts";
import { afterTruncations } from "../collect/generation-id.ts";
import { readSmall } from "../storage/read-if-there.ts";
import { isStorageError } from "../storage/storage.ts";
import type { PendingLoss } from "./pending-losses.ts";
import { gapBody, recordGap } from "./record-gap.ts";
import type { ShipContext } from "./ship-context.ts";
import { type StoredChain, chunksOf, endOfChunk, lastStoredChain } from "./stored-chain.ts";

interface ChainEnd {
  readonly chain: ChainName;
  readonly position: number;
}

/**
 * Puts the loss of a file that was given up on record, when the storage can be asked again.
 *
 * @throws StorageError
 */
export async function settleLoss(loss: PendingLoss, context: ShipContext): Promise<void> {
  const { truncations, position, end, reason } = loss;
  const known = position === undefined ? await endOf(loss, context) : undefined;
  const { chain, position: start } = known ?? chainEnd(loss, truncations, position ?? 0, context);
  await recordGap({ chain, position: start, end, reason }, context);
}

/** Nobody asked before the file was given up how far it had been shipped: by a process before us. */
async function endOf(loss: PendingLoss, context: ShipContext): Promise<ChainEnd | undefined> {
  const stored = await lastStoredChain(loss, context).catch((error: unknown) => {
    if (isStorageError(error, "ERR_STORAGE_UNSUPPORTED")) return undefined;
    throw error;
  });
  if (stored === undefined) return undefined;
  const position = await endOfChunks(stored, context);
  // The answer to our own record was lost, or a crash came before the loss was forgotten.
  if (await isOnRecord(stored, loss, context)) return { chain: stored.name, position: loss.end };
  const isClosed = stored.objects.some(({ kind, start }) => kind === "gap" && start >= position);
  // The file was truncated since: what it held at last belongs to the next chain.
  if (isClosed || position > loss.end) return chainEnd(loss, stored.truncations + 1, 0, context);
  return { chain: stored.name, position };
}

async function isOnRecord(
  { name, objects }: StoredChain,
  { end, reason }: PendingLoss,
  { storage, callSignal }: ShipContext,
): Promise<boolean> {
  const gap = objects.findLast(({ kind }) => kind === "gap");
  if (gap === undefined) return false;
  // One that was damaged since, or is far too long, is not the record of this loss.
  const body = await readSmall(storage, toObjectKey(name, gap), callSignal());
  const expected = gapBody({ start: gap.start, end, reason });
  return body !== undefined && body !== "too long" && body.equals(expected);
}

async function endOfChunks(stored: StoredChain, context: ShipContext): Promise<number> {
  const last = chunksOf(stored).at(-1);
  return last === undefined ? 0 : await endOfChunk(stored, last, context);
}

function chainEnd(
  { generationId, path }: PendingLoss,
  truncations: number,
  position: number,
  { pod }: ShipContext,
): ChainEnd {
  const generation = afterTruncations(generationId, truncations);
  return { chain: { ...pod, generation, path }, position };
}
