import { type ChainName, type Codec, toObjectKey } from "../chunk/chunk-key.ts";
import { decodeChunk, showsItsEnd } from "../chunk/codec.ts";
import type { SourceFile } from "../collect/source-file.ts";
import { readIfThere } from "../storage/read-if-there.ts";
import { decodeStored } from "./decode-stored.ts";
import { expectStored } from "./expect-stored.ts";
import type { ShipContext } from "./ship-context.ts";

export interface ChunkToStore {
  readonly chain: ChainName;
  readonly codec: Codec;
  readonly start: number;
  /** Encoded. */
  readonly body: Buffer;
  /** How many bytes it is of. */
  readonly length: number;
  /** The file they are of. */
  readonly source: SourceFile;
}

/** What the storage has. */
export interface StoredChunk {
  readonly length: number;
  /** Where it is not what was to be stored, but another cut. */
  readonly bytes?: Buffer;
}

/**
 * Creates a chunk. Where there is one already (our own, when its answer was lost; a racing shipper's)
 * that one counts, with the end that it has.
 *
 * @returns undefined when the storage has other bytes than the file
 * @throws StorageError
 */
export async function storeChunk(
  { chain, codec, start, body, length, source }: ChunkToStore,
  context: ShipContext,
): Promise<StoredChunk | undefined> {
  const { storage, callSignal, report } = context;
  const key = toObjectKey(chain, { kind: "chunk", start, codec });
  if (await storage.create(key, body, callSignal())) return { length };
  const winner = await storage.read(key, callSignal());
  if (winner.equals(body)) {
    report.adopted(key, length);
    return { length };
  }
  const stored = await decodeChunk(winner, codec).catch(() => Buffer.alloc(0));
  // What was to be stored itself, if that is long enough: the file may be another one by now.
  const own =
    stored.length <= length
      ? (await decodeChunk(body, codec)).subarray(0, stored.length)
      : await source.read(start, stored.length);
  const fits = stored.length > 0 && own.equals(stored);
  const isWhole = fits && (showsItsEnd(codec) || stored.length === length);
  if (!isWhole) await expectStored(chain, key, winner, context);
  if (!fits) return undefined;
  report.adopted(key, stored.length);
  return { length: stored.length, bytes: stored };
}

/**
 * Where the chunk of that start ends, which may be stored although nobody has heard of it.
 *
 * @returns `start` where there is none
 * @throws StorageError; DamagedChunkError
 */
export async function storedEnd(
  { chain, codec, start }: Pick<ChunkToStore, "chain" | "codec" | "start">,
  context: ShipContext,
): Promise<number> {
  const key = toObjectKey(chain, { kind: "chunk", start, codec });
  const body = await readIfThere(context.storage, key, context.callSignal());
  if (body === undefined) return start;
  if (!showsItsEnd(codec)) await expectStored(chain, key, body, context);
  return start + (await decodeStored(key, body, codec)).length;
}
