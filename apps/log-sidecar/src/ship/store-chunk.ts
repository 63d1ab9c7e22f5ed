import { type ChainName, type Codec, toObjectKey } from "../chunk/chunk-key.ts";
import {
  decodeChunk,
  decodePieces,
  decodedLength,
  isCutShort,
  showsItsEnd,
} from "../chunk/codec.ts";
import type { SourceFile } from "../collect/source-file.ts";
import { readIfThere } from "../storage/read-if-there.ts";
import { DamagedChunkError, decodeStored } from "./decode-stored.ts";
import { expectStored } from "./expect-stored.ts";
import { repair } from "./repair.ts";
import type { ShipContext } from "./ship-context.ts";
import { type ReadOwn, compareStored } from "./stored-bytes.ts";

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
  /** The last of its bytes, where it is not what was to be stored, but another cut. */
  readonly bytes?: Buffer;
}

/**
 * Creates a chunk. Where there is one already (our own, when its answer was lost; a racing shipper's)
 * that one counts, with the end that it has. What is there and cannot be decoded is no chunk: it is
 * replaced where the storage can do that without touching a good one, and never a reason to store the
 * file again as another chain.
 *
 * @returns undefined when the storage has other bytes than the file
 * @throws StorageError; DamagedChunkError
 */
export async function storeChunk(
  chunk: ChunkToStore,
  context: ShipContext,
): Promise<StoredChunk | undefined> {
  const { chain, codec, start, body, length } = chunk;
  const { storage, callSignal, report } = context;
  const key = toObjectKey(chain, { kind: "chunk", start, codec });
  if (await storage.create(key, body, callSignal())) return { length };
  const winner = await storage.read(key, callSignal());
  if (winner.equals(body)) {
    report.adopted(key, length);
    return { length };
  }
  const storedBytes = await lengthOf(winner, codec);
  if (typeof storedBytes !== "number") {
    await expectStored(chain, key, winner, context);
    if (storedBytes !== "torn") throw new DamagedChunkError(`${key} cannot be decoded`);
    await repair({ key, damaged: winner, body }, context);
    return { length };
  }
  const readOwn = await ownBytes(chunk, storedBytes);
  const { isOurs, end } = await compareStored(decodePieces(winner, codec), readOwn);
  const isWhole = isOurs && (showsItsEnd(codec) || storedBytes === length);
  if (!isWhole) await expectStored(chain, key, winner, context);
  if (!isOurs) return undefined;
  report.adopted(key, storedBytes);
  return { length: storedBytes, bytes: end };
}

async function lengthOf(winner: Buffer, codec: Codec): Promise<number | "torn" | "damaged"> {
  try {
    return (await decodedLength(winner, codec)) || "torn";
  } catch (error) {
    return isCutShort(error) ? "torn" : "damaged";
  }
}

/** What was to be stored itself, if that is long enough: the file may be another one by now. */
async function ownBytes(
  { body, codec, length, start, source }: ChunkToStore,
  storedBytes: number,
): Promise<ReadOwn> {
  if (storedBytes > length) return async (offset, size) => await source.read(start + offset, size);
  const own = await decodeChunk(body, codec);
  return (offset, size) => Promise.resolve(own.subarray(offset, offset + size));
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
  let end = start;
  for await (const piece of decodeStored(key, body, codec)) end += piece.length;
  return end;
}
