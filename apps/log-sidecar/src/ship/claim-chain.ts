import { CODECS, type ChainName, type Codec, toChainKey } from "../chunk/chunk-key.ts";
import { readIfThere } from "../storage/read-if-there.ts";
import { StorageError } from "../storage/storage.ts";
import type { ShipContext } from "./ship-context.ts";

/** What all keys of a chain have in common beside its generation. */
export interface ChainClaim {
  readonly path: string;
  readonly codec: Codec;
}

/**
 * Settles under which path and in which codec a chain is stored, before its first chunk: whoever comes
 * first decides, for others may have found the same file under another name, or be set up otherwise.
 * So whoever ships a chunk of this chain creates the same key, and only one of them can.
 *
 * @throws StorageError
 */
export async function claimChain(
  chain: ChainName,
  { codec, storage, origin, callSignal }: ShipContext,
): Promise<ChainClaim> {
  const key = toChainKey(chain);
  const claim: ChainClaim = { path: chain.path, codec };
  // Where it comes from is for whoever looks at the storage; nothing here reads it.
  const body = Buffer.from(`${JSON.stringify({ ...claim, ...origin })}\n`);
  if (await storage.create(key, body, callSignal())) return claim;
  return parseClaim(key, await storage.read(key, callSignal()));
}

/** @returns undefined when nobody has claimed the chain; @throws StorageError */
export async function readClaim(
  chain: ChainName,
  { storage, callSignal }: Pick<ShipContext, "storage" | "callSignal">,
): Promise<ChainClaim | undefined> {
  const key = toChainKey(chain);
  const body = await readIfThere(storage, key, callSignal());
  return body && parseClaim(key, body);
}

function parseClaim(key: string, body: Buffer): ChainClaim {
  try {
    const { path, codec } = JSON.parse(body.toString()) as Partial<ChainClaim>;
    if (typeof path === "string" && codec !== undefined && CODECS.includes(codec)) {
      return { path, codec };
    }
    throw new Error("Expected `path` and `codec`");
  } catch (cause) {
    throw new StorageError("ERR_STORAGE_REFUSED", `${key} is damaged`, { cause });
  }
}
