import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { PageError } from "./errors.ts";
import { isSettled } from "./is-settled.ts";
import { type Page, identityOf } from "./page.ts";

/** The page is held in memory, in a container of 128 MiB. */
export const PAGE_BYTES_MAX = 16 * 2 ** 20;

/** No link that leads off the volume; no waiting for the writer of a pipe. */
const OPEN_FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/**
 * Reads the page: open, then size and bytes from that one descriptor, so that a file which is
 * replaced meanwhile cannot mix with the one that is read.
 *
 * @throws PageError, also for a file that is being written just now; the system's errors
 */
export async function readPage(path: string, nowMs: number): Promise<Page> {
  await using file = await open(path, OPEN_FLAGS);
  const stat = await file.stat();
  const { size: sizeBytes, mtimeMs: modifiedMs } = stat;
  if (!stat.isFile()) {
    throw new PageError("ERR_PAGE_NOT_A_FILE", `Expected \`${path}\` to be a regular file`);
  }
  if (sizeBytes > PAGE_BYTES_MAX) {
    const message = `Expected a page of at most ${PAGE_BYTES_MAX} bytes, got ${sizeBytes}`;
    throw new PageError("ERR_PAGE_TOO_LARGE", message);
  }
  const bytes = await readStart(file, sizeBytes);
  if (!isSettled({ bytes, sizeBytes, sinceWrittenMs: Math.abs(nowMs - modifiedMs) })) {
    throw new PageError("ERR_PAGE_UNSETTLED", `The page is empty or being written: \`${path}\``);
  }
  return { bytes, modifiedMs, identity: identityOf(stat) };
}

/** Up to `sizeBytes` from the start of the file: fewer when it shrank meanwhile. */
async function readStart(file: FileHandle, sizeBytes: number): Promise<Buffer> {
  // Not from the pool: this buffer lives as long as the page does.
  const buffer = Buffer.allocUnsafeSlow(sizeBytes);
  let length = 0;
  while (length < sizeBytes) {
    const { bytesRead } = await file.read(buffer, length, sizeBytes - length, length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return buffer.subarray(0, length);
}
