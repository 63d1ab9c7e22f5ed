import {
  type ChainName,
  type ChainObject,
  chainPrefix,
  fromObjectKey,
  toObjectKey,
} from "../chunk/chunk-key.ts";
import { afterTruncations } from "../collect/generation-id.ts";
import { OBJECT_BYTES_MAX } from "../chunk/codec.ts";
import { type ListedObject, StorageError, TOO_LONG_REASON } from "../storage/storage.ts";
import { DamagedChunkError, decodeStored } from "./decode-stored.ts";
import { expectWhole } from "./expect-stored.ts";
import { inOneStep } from "./in-steps.ts";
import type { ShipContext } from "./ship-context.ts";

/** A chain as the storage lists it. */
export interface StoredChain {
  readonly truncations: number;
  /** With the path that it was first found under: a rotated name must not begin a second chain. */
  readonly name: ChainName;
  readonly objects: readonly StoredObject[];
}

export type StoredObject = ChainObject & Pick<ListedObject, "sizeBytes">;
export type StoredChunk = StoredObject & { readonly kind: "chunk" };

export interface WantedChain {
  /** Of the inode, before any truncation. */
  readonly generationId: string;
  /** So many are known; the chains before may have been cleared away. */
  readonly truncations: number;
  /** Where there is nothing yet. */
  readonly path: string;
}

type Access = Pick<ShipContext, "storage" | "pod" | "callSignal">;

/** More chunks than fit into memory: a chain with one every 30 s has as many after 347 days. */
const OBJECTS_MAX = 1_000_000;
/** So many objects of a listing are read in one step: a page of the storages that have pages. */
const OBJECTS_PER_STEP = 1_000;

/**
 * The chain that the storage has of a file after its last truncation, in steps: others may take their
 * turn between them.
 *
 * @throws StorageError, `ERR_STORAGE_UNSUPPORTED` for a chain that is too long to be listed
 */
export async function* findLastChain(
  wanted: WantedChain,
  { storage, pod, callSignal }: Access,
): AsyncGenerator<void, StoredChain | undefined, undefined> {
  let last: StoredChain | undefined;
  for (let { truncations } = wanted; ; truncations++) {
    const generation = afterTruncations(wanted.generationId, truncations);
    const objects: StoredObject[] = [];
    const prefix = chainPrefix({ ...pod, generation });
    let { path } = wanted;
    for await (const { key, sizeBytes } of storage.list(prefix, callSignal)) {
      const found = fromObjectKey(key);
      if (found === undefined) continue;
      path = found.chain.path;
      objects.push({ ...found.object, sizeBytes });
      if (objects.length > OBJECTS_MAX) throw tooLong(storage.url, prefix);
      if (objects.length % OBJECTS_PER_STEP === 0) yield;
    }
    if (objects.length === 0) return last;
    last = { truncations, name: { ...pod, generation, path }, objects };
  }
}

/** The same at once. @throws as `findLastChain` */
export async function lastStoredChain(
  wanted: WantedChain,
  access: Access,
): Promise<StoredChain | undefined> {
  return await inOneStep(findLastChain(wanted, access));
}

/** In order; a listing has them sorted by path and codec first. */
export function chunksOf(chain: StoredChain | undefined): readonly StoredChunk[] {
  const chunks = (chain?.objects ?? []).filter((object) => object.kind === "chunk");
  return chunks.toSorted((a, b) => a.start - b.start);
}

/**
 * A chunk as it is stored.
 *
 * @throws StorageError; DamagedChunkError for one that no chunk is as long as
 */
export async function readChunk(
  { name }: StoredChain,
  chunk: StoredChunk,
  { storage, callSignal }: Access,
): Promise<Buffer> {
  const key = toObjectKey(name, chunk);
  if (chunk.sizeBytes > OBJECT_BYTES_MAX) {
    throw new DamagedChunkError(`${key} has ${chunk.sizeBytes} bytes: no chunk has as many`);
  }
  const body = await storage.read(key, callSignal());
  expectWhole(key, body, chunk.sizeBytes);
  return body;
}

/**
 * Where a chunk ends: its size tells, where it is not compressed.
 *
 * @throws StorageError; DamagedChunkError
 */
export async function endOfChunk(
  chain: StoredChain,
  chunk: StoredChunk,
  access: Access,
): Promise<number> {
  if (chunk.codec === "none" && chunk.sizeBytes > 0) return chunk.start + chunk.sizeBytes;
  const body = await readChunk(chain, chunk, access);
  let end = chunk.start;
  const key = toObjectKey(chain.name, chunk);
  for await (const piece of decodeStored(key, body, chunk.codec)) end += piece.length;
  return end;
}

function tooLong(url: string, prefix: string): StorageError {
  const message = `${url} has more than ${OBJECTS_MAX} objects in ${prefix}`;
  return new StorageError("ERR_STORAGE_UNSUPPORTED", message, { reason: TOO_LONG_REASON });
}
