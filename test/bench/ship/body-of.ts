import { gunzipSync, zstdDecompressSync } from "node:zlib";

const ZSTD_MAGIC = "28b52ffd";
const GZIP_MAGIC = "1f8b";

/** The bytes before compression, whatever the shipper calls it: a frame's magic tells. */
export function bodyOf(received: Buffer): Buffer {
  if (received.subarray(0, 4).toString("hex") === ZSTD_MAGIC) return zstdDecompressSync(received);
  if (received.subarray(0, 2).toString("hex") === GZIP_MAGIC) return gunzipSync(received);
  return received;
}
