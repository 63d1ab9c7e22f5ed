import { CODECS, type ChainName, type Codec, toChainKey } from "../chunk/chunk-key.ts";
import { readSmall } from "../storage/read-if-there.ts";
import { SMALL_OBJECT_BYTES_MAX, isTooLong } from "../storage/storage.ts";
import { DamagedChunkError } from "./decode-stored.ts";
import { expectStored } from "./expect-stored.ts";
import { repair } from "./repair.ts";
import type { ShipContext } from "./ship-context.ts";

/** What all keys of a chain have in common beside its generation. */
export interface ChainClaim {
  readonly path: string;
  readonly codec: Codec;
}

/** How every claim begins. */
const CLAIM_BEGINNING = '{"path":"';

/**
 * Settles under which path and in which codec a chain is stored, before its first chunk: whoever comes
 * first decides, for others may have found the same file under another name, or be set up otherwise.
 * So whoever ships a chunk of this chain creates the same key, and only one of them can.
 *
 * @throws StorageError; DamagedChunkError for a claim that says nothing
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
  const found = await readClaimed(key, { storage, callSignal });
  const theirs = parseClaim(found);
  if (theirs !== undefined) return theirs;
  // Whoever has stored a part of a claim has not begun to ship.
  if (!isTornClaim(found)) throw damaged(key);
  await expectStored(chain, key, found, { storage, callSignal });
  await repair({ key, damaged: found, body }, { storage, callSignal });
  return claim;
}

/** @returns undefined when nobody has claimed the chain; @throws StorageError; DamagedChunkError */
export async function readClaim(
  chain: ChainName,
  { storage, callSignal }: Pick<ShipContext, "storage" | "callSignal">,
): Promise<ChainClaim | undefined> {
  const key = toChainKey(chain);
  const body = await readSmall(storage, key, callSignal());
  if (body === undefined) return undefined;
  const claim = body === "too long" ? undefined : parseClaim(body);
  if (claim === undefined) throw damaged(key);
  return claim;
}

async function readClaimed(
  key: string,
  { storage, callSignal }: Pick<ShipContext, "storage" | "callSignal">,
): Promise<Buffer> {
  return await storage.read(key, callSignal(), SMALL_OBJECT_BYTES_MAX).catch((error: unknown) => {
    throw isTooLong(error) ? damaged(key) : error;
  });
}

function isTornClaim(body: Buffer): boolean {
  const text = body.toString("latin1");
  return text.startsWith(CLAIM_BEGINNING) || CLAIM_BEGINNING.startsWith(text);
}

/** One file cannot be shipped, and the others can: it is no failure of the storage. */
function damaged(key: string): DamagedChunkError {
  return new DamagedChunkError(`${key} is damaged: it does not name the path of its chain`);
}

function parseClaim(body: Buffer): ChainClaim | undefined {
  let value: unknown;
  try {
    value = JSON.parse(body.toString());
  } catch {
    return undefined;
  }
  const { path, codec } = Object(value) as Readonly<Record<string, unknown>>;
  const known = CODECS.find((each) => each === codec);
  return typeof path === "string" && path !== "" && known ? { path, codec: known } : undefined;
}
