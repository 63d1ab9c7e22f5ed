import { type ChainName, type Codec, toObjectKey } from "../chunk/chunk-key.ts";
import { claimChain } from "./claim-chain.ts";
import type { ShipContext } from "./ship-context.ts";
import type { Gap } from "./ship-summary.ts";
import { storedEnd } from "./store-chunk.ts";

export interface Loss {
  readonly chain: ChainName;
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
  const { end, reason } = loss;
  // Whoever came first has settled under which path and in which codec the chain is.
  const { path, codec } = await claimChain(loss.chain, context);
  const chain = { ...loss.chain, path };
  const start = await firstLost({ ...loss, chain }, codec, context);
  if (start >= end) return;
  const key = toObjectKey(chain, { kind: "gap", start });
  const body = gapBody({ start, end, reason });
  await context.storage.create(key, body, context.callSignal());
  context.report.gap(chain.path, { start, end, reason });
}

export function gapBody({ start, end, reason }: Gap): Buffer {
  return Buffer.from(`${JSON.stringify({ start, end, reason })}\n`);
}

/** After the chunks whose answers were lost, or which a stale listing did not show. */
async function firstLost(
  { chain, position, end }: Loss,
  codec: Codec,
  context: ShipContext,
): Promise<number> {
  let start = position;
  for (let next; start < end; start = next) {
    next = await storedEnd({ chain, codec, start }, context);
    if (next === start) break;
  }
  return start;
}
