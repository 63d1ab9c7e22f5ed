import { type ChainName, chainPrefix } from "../chunk/chunk-key.ts";
import { StorageError, isStorageError } from "../storage/storage.ts";
import type { ShipContext } from "./ship-context.ts";

type Access = Pick<ShipContext, "storage" | "callSignal">;

/**
 * Makes sure that what was read is the object, before it is decided by it that the storage has other
 * bytes than the file, and all of these are shipped again as a chain of their own. An answer may be cut
 * where nobody can see it, and a gateway's page stand in for an object: neither is as long as the object
 * is listed. Where that cannot be told, the object is read again, since neither happens twice, mostly.
 *
 * @throws StorageError
 */
export async function expectStored(
  chain: ChainName,
  key: string,
  body: Buffer,
  { storage, callSignal }: Access,
): Promise<void> {
  const listedBytes = await listedBytesOf(chain, key, { storage, callSignal });
  if (listedBytes === undefined) expectSame(key, body, await storage.read(key, callSignal()));
  else expectWhole(key, body, listedBytes);
}

/** @param listedBytes 0 where the listing does not tell; no chunk is empty */
export function expectWhole(key: string, body: Buffer, listedBytes: number): void {
  if (listedBytes === 0 || listedBytes === body.length) return;
  throw new StorageError(
    "ERR_STORAGE_UNAVAILABLE",
    `GET ${key}: got ${body.length} bytes of ${listedBytes}`,
  );
}

export function expectSame(key: string, first: Buffer, second: Buffer): void {
  if (first.equals(second)) return;
  throw new StorageError("ERR_STORAGE_UNAVAILABLE", `GET ${key}: got two different answers`);
}

/** @returns undefined when it does not tell, or not yet */
async function listedBytesOf(
  chain: ChainName,
  wanted: string,
  { storage, callSignal }: Access,
): Promise<number | undefined> {
  try {
    for await (const { key, sizeBytes } of storage.list(chainPrefix(chain), callSignal)) {
      if (key === wanted) return sizeBytes === 0 ? undefined : sizeBytes;
    }
    return undefined;
  } catch (error) {
    if (isStorageError(error, "ERR_STORAGE_UNSUPPORTED")) return undefined;
    throw error;
  }
}
