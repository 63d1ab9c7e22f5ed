import type { ChainObject, Codec } from "../chunk/chunk-key.ts";
import { OBJECT_BYTES_MAX } from "../chunk/codec.ts";
import type { Storage } from "../storage/storage.ts";
import { type DecodedChunk, decodeBounded } from "./decode-bounded.ts";
import type { FoundObject } from "./generation.ts";
import type { Link } from "./judge-chain.ts";
import type { AheadLimits } from "./map-ahead.ts";

export interface ReadLink {
  readonly link: Link;
  /** Of a chunk that could be decoded. */
  readonly chunk?: DecodedChunk;
}

/** A gap record has three short fields. */
const GAP_BYTES_MAX = 4_096;

/** How many objects are read and decoded at once: four of usual size, or one of the largest. */
export const READ_AHEAD: AheadLimits<FoundObject> = {
  concurrency: 4,
  weightOf: ({ sizeBytes }) => sizeBytes,
  weightMax: 32 * 2 ** 20,
};

/**
 * Reads one object of a chain. What is wrong with it is told in the link, not thrown. Its size counts
 * as it is listed, before anything is read.
 *
 * @param keepBytes as for `decodeBounded`
 */
export async function readLink(
  storage: Storage,
  { key, sizeBytes, object }: FoundObject,
  signal: AbortSignal,
  keepBytes = 0,
): Promise<ReadLink> {
  try {
    const bytesMax = object.kind === "gap" ? GAP_BYTES_MAX : OBJECT_BYTES_MAX;
    if (sizeBytes > bytesMax) {
      throw new RangeError(`Expected at most ${bytesMax} bytes, got ${sizeBytes}`);
    }
    const body = await storage.read(key, signal);
    if (body.length !== sizeBytes) {
      throw new RangeError(`Expected ${sizeBytes} bytes, as listed, got ${body.length}`);
    }
    return object.kind === "gap"
      ? { link: toGap(body, object) }
      : await toChunk(body, object, keepBytes);
  } catch (error) {
    signal.throwIfAborted();
    const { kind, start } = object;
    return { link: { kind, start, error: error instanceof Error ? error.message : "unknown" } };
  }
}

async function toChunk(
  body: Buffer,
  { start, codec }: { readonly start: number; readonly codec: Codec },
  keepBytes: number,
): Promise<ReadLink> {
  const chunk = await decodeBounded(body, codec, keepBytes);
  return { link: { kind: "chunk", start, length: chunk.length }, chunk };
}

function toGap(body: Buffer, { start }: ChainObject): Link {
  const value: unknown = JSON.parse(body.toString());
  if (typeof value !== "object" || value === null) throw new RangeError("Expected an object");
  const { start: own, end, reason } = value as Readonly<Record<string, unknown>>;
  const isEnd = end === null || (Number.isSafeInteger(end) && Number(end) > start);
  if (own !== start || !isEnd || typeof reason !== "string") {
    throw new RangeError("Expected start (as in its key), end (beyond it, or null) and reason");
  }
  return { kind: "gap", start, end: end === null ? null : Number(end), reason };
}
