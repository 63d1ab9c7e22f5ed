import { type ChainName, type Codec, toObjectKey } from "../chunk/chunk-key.ts";
import type { ShipContext } from "./ship-context.ts";
import { storedEnd } from "./store-chunk.ts";

export interface Loss {
  readonly chain: ChainName;
  /** Of the chain; undefined before its first chunk. */
  readonly codec: Codec | undefined;
  /** Up to here it is acknowledged. */
  readonly position: number;
  /** Up to here there were bytes that cannot be read any more. */
  readonly end: number;
  readonly reason: string;
}

/**
 * Puts on record which bytes were lost, if any: a chunk whose answer was lost is no loss.
 *
 * @throws StorageError
 */
export async function recordGap(loss: Loss, context: ShipContext): Promise<void> {
  const { chain, codec, position, end, reason } = loss;
  // Before the chain has a codec there can be no such chunk.
  const start =
    codec === undefined ? position : await storedEnd({ chain, codec, start: position }, context);
  if (start >= end) return;
  const key = toObjectKey(chain, { kind: "gap", start });
  const body = Buffer.from(`${JSON.stringify({ start, end, reason })}\n`);
  await context.storage.create(key, body, context.callSignal());
  context.report.gap(chain.path, { start, end, reason });
}
