import { CODECS, type ChainName, type Codec, toChainKey } from "../chunk/chunk-key.ts";
import { type Storage, StorageError } from "../storage/storage.ts";

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
  codec: Codec,
  storage: Storage,
  callSignal: () => AbortSignal,
): Promise<ChainClaim> {
  const key = toChainKey(chain);
  const claim: ChainClaim = { path: chain.path, codec };
  const body = Buffer.from(`${JSON.stringify(claim)}\n`);
  if (await storage.create(key, body, callSignal())) return claim;
  return parseClaim(key, await storage.read(key, callSignal()));
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
