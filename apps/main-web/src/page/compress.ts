import { promisify } from "node:util";
import { brotliCompress, constants, gzip, zstdCompress } from "node:zlib";

export type Compression = "zstd" | "br" | "gzip";

/** Fewer trips between the thread pool and the event loop than with Node's 16 KiB. */
const OPTIONS = { chunkSize: 256 * 1_024 };

/** Levels of a page that lives for seconds: the last few percent cost more than they save. */
const COMPRESSORS: Readonly<Record<Compression, (bytes: Buffer) => Promise<Buffer<ArrayBuffer>>>> =
  {
    zstd: (bytes) =>
      promisify(zstdCompress)(bytes, {
        ...OPTIONS,
        params: { [constants.ZSTD_c_compressionLevel]: 3 },
      }),
    br: (bytes) =>
      promisify(brotliCompress)(bytes, {
        ...OPTIONS,
        params: {
          [constants.BROTLI_PARAM_QUALITY]: 5,
          [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
          [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
        },
      }),
    gzip: (bytes) => promisify(gzip)(bytes, { ...OPTIONS, level: 6 }),
  };

let running = 0;

/** How many calls of `compress` are under way in this process. */
export function compressionsRunning(): number {
  return running;
}

/** Compresses on the thread pool, so that the event loop is free meanwhile. */
export async function compress(
  bytes: Buffer,
  compression: Compression,
): Promise<Buffer<ArrayBuffer>> {
  running++;
  try {
    return await COMPRESSORS[compression](bytes);
  } finally {
    running--;
  }
}
