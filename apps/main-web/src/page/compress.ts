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

/** Of pages that are being compressed: each takes as much again for what comes of it, or more. */
const RUNNING_BYTES_MAX = 16 * 2 ** 20;

let running = 0;
let runningBytes = 0;
const waiting: { readonly bytes: number; readonly start: () => void }[] = [];

/** How many calls of `compress` are under way in this process. */
export function compressionsRunning(): number {
  return running;
}

/** Whether so much could be compressed at once, without waiting for others. */
export function hasRoomToCompress(sizeBytes: number): boolean {
  return runningBytes === 0 || runningBytes + sizeBytes <= RUNNING_BYTES_MAX;
}

/** Compresses on the thread pool, so that the event loop is free meanwhile; much at once waits for its turn. */
export async function compress(
  bytes: Buffer,
  compression: Compression,
): Promise<Buffer<ArrayBuffer>> {
  const turn =
    waiting.length > 0 || !hasRoomToCompress(bytes.length) ? untilRoom(bytes.length) : undefined;
  running++;
  try {
    if (turn === undefined) runningBytes += bytes.length;
    else await turn;
    return await COMPRESSORS[compression](bytes);
  } finally {
    running--;
    runningBytes -= bytes.length;
    startNext();
  }
}

async function untilRoom(bytes: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  waiting.push({ bytes, start: resolve });
  await promise;
}

function startNext(): void {
  for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
    if (runningBytes > 0 && runningBytes + next.bytes > RUNNING_BYTES_MAX) return;
    waiting.shift();
    runningBytes += next.bytes;
    next.start();
  }
}
