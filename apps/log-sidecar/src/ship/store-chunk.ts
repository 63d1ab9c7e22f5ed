import { type ChainName, type Codec, toObjectKey } from "../chunk/chunk-key.ts";
import type { ChunkEncoder } from "../chunk/chunk-encoder.ts";
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
  readonly bytes: Buffer;
  /** The file they are of. */
  readonly source: SourceFile;
  readonly encoder: ChunkEncoder;
}

/**
 * Creates a chunk. Where there is one already (our own, when its answer was lost; a racing shipper's)
 * that one counts, with the end that it has.
 *
 * @returns the bytes that the storage has; undefined when they are not those of the file
 * @throws StorageError
 */
export async function storeChunk(
  { chain, codec, start, bytes, source, encoder }: ChunkToStore,
  context: ShipContext,
): Promise<Buffer | undefined> {
  const { storage, callSignal, report } = context;
  const key = toObjectKey(chain, { kind: "chunk", start, codec });
  const body = await encoder.encode(bytes, codec);
  if (await storage.create(key, body, callSignal())) return bytes;
  const winner = await storage.read(key, callSignal());
  const stored = await decodeChunk(winner, codec).catch(() => Buffer.alloc(0));
  // What was to be stored itself, if that is long enough: the file may be another one by now.
  const own =
    stored.length <= bytes.length
      ? bytes.subarray(0, stored.length)
      : await source.read(start, stored.length);
  const fits = stored.length > 0 && own.equals(stored);
  const isWhole = fits && (showsItsEnd(codec) || stored.length === bytes.length);
  if (!isWhole) await expectStored(chain, key, winner, context);
  if (!fits) return undefined;
  report.adopted(key, stored.length);
  return stored;
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
