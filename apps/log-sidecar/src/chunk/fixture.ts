import { ChunkEncoder } from "./chunk-encoder.ts";
import type { Codec } from "./chunk-key.ts";

/** A chunk as it is stored. */
export async function encodeChunk(bytes: Buffer, codec: Codec): Promise<Buffer> {
  return await new ChunkEncoder(bytes.length).encode(bytes, codec);
}
