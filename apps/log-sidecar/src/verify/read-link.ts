import type { ChainObject, Codec } from "../chunk/chunk-key.ts";
import { CHUNK_BYTES_MAX, decodeChunk } from "../chunk/codec.ts";
import type { Storage } from "../storage/storage.ts";
import type { FoundObject } from "./generation.ts";
import type { Link } from "./judge-chain.ts";

export interface ReadLink {
  readonly link: Link;
  /** Of a chunk that could be decoded. */
  readonly bytes?: Buffer;
}

/** Random bytes grow a little when they are compressed. */
const OBJECT_BYTES_MAX = CHUNK_BYTES_MAX + 2 ** 20;

/** Reads one object of a chain. What is wrong with it is told in the link, not thrown. */
export async function readLink(
  storage: Storage,
  { key, sizeBytes, object }: FoundObject,
  signal: AbortSignal,
): Promise<ReadLink> {
  try {
    if (sizeBytes > OBJECT_BYTES_MAX) {
      throw new RangeError(`Expected at most ${OBJECT_BYTES_MAX} bytes, got ${sizeBytes}`);
    }
    const body = await storage.read(key, signal);
    return object.kind === "gap" ? { link: toGap(body, object) } : await toChunk(body, object);
  } catch (error) {
    signal.throwIfAborted();
    const { kind, start } = object;
    return { link: { kind, start, error: error instanceof Error ? error.message : "unknown" } };
  }
}

async function toChunk(
  body: Buffer,
  { start, codec }: { readonly start: number; readonly codec: Codec },
): Promise<ReadLink> {
  const bytes = await decodeChunk(body, codec);
  return { link: { kind: "chunk", start, length: bytes.length }, bytes };
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
