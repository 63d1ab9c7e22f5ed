import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { StorageError, TOO_LONG_REASON } from "../storage.ts";

/** A named pipe in place of an object must not hold up a thread for ever. */
const FLAGS = constants.O_RDONLY | constants.O_NONBLOCK;
const PIECE_BYTES = 2 ** 20;

/**
 * The bytes of a regular file, if they are no more than that many.
 *
 * @param key what the file is called in an error
 * @throws StorageError for a longer one, and for what is no file; the system's error; the signal's reason
 */
export async function readBounded(
  path: string,
  key: string,
  bytesMax: number,
  signal: AbortSignal,
): Promise<Buffer> {
  await using file = await open(path, FLAGS);
  const stat = await file.stat();
  if (!stat.isFile()) {
    throw new StorageError("ERR_STORAGE_REFUSED", `${key} is not a regular file`);
  }
  if (stat.size > bytesMax) {
    const message = `Expected ${key} to have at most ${bytesMax} bytes, got ${stat.size}`;
    throw new StorageError("ERR_STORAGE_REFUSED", message, { reason: TOO_LONG_REASON });
  }
  const bytes = Buffer.allocUnsafeSlow(stat.size);
  let filled = 0;
  while (filled < bytes.length) {
    signal.throwIfAborted();
    const length = Math.min(PIECE_BYTES, bytes.length - filled);
    const { bytesRead } = await file.read(bytes, filled, length, filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}
