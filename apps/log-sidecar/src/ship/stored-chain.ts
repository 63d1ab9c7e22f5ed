import {
  type ChainName,
  type ChainObject,
  chainPrefix,
  fromObjectKey,
  toObjectKey,
} from "../chunk/chunk-key.ts";
import { afterTruncations } from "../collect/generation-id.ts";
import { decodeStored } from "./decode-stored.ts";
import { expectWhole } from "./expect-stored.ts";
import type { ListedObject } from "../storage/storage.ts";
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

/**
 * The chain that the storage has of a file after its last truncation.
 *
 * @throws StorageError
 */
export async function lastStoredChain(
  wanted: WantedChain,
  { storage, pod, callSignal }: Access,
): Promise<StoredChain | undefined> {
  let last: StoredChain | undefined;
  for (let { truncations } = wanted; ; truncations++) {
    const generation = afterTruncations(wanted.generationId, truncations);
    const objects: StoredObject[] = [];
    const prefix = chainPrefix({ ...pod, generation });
    let { path } = wanted;
    for await (const { key, sizeBytes } of storage.list(prefix, callSignal())) {
      const found = fromObjectKey(key);
      if (found === undefined) continue;
      path = found.chain.path;
      objects.push({ ...found.object, sizeBytes });
    }
    if (objects.length === 0) return last;
    last = { truncations, name: { ...pod, generation, path }, objects };
  }
}

/** In order; a listing has them sorted by path and codec first. */
export function chunksOf(chain: StoredChain | undefined): readonly StoredChunk[] {
  const chunks = (chain?.objects ?? []).filter((object) => object.kind === "chunk");
  return chunks.toSorted((a, b) => a.start - b.start);
}

/** @throws StorageError; DamagedChunkError */
export async function readChunk(
  { name }: StoredChain,
  chunk: StoredChunk,
  { storage, callSignal }: Access,
): Promise<Buffer> {
  const key = toObjectKey(name, chunk);
  const body = await storage.read(key, callSignal());
  expectWhole(key, body, chunk.sizeBytes);
  return await decodeStored(key, body, chunk.codec);
}
