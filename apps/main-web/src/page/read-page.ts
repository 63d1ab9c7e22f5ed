import { type Stats, constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { PageError } from "./errors.ts";
import { type Page, identityOf } from "./page.ts";

/** The page is held in memory, in a container of 128 MiB. */
export const PAGE_BYTES_MAX = 16 * 2 ** 20;

/** No link that leads off the volume; no waiting for the writer of a pipe. */
const OPEN_FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/**
 * Reads the page: open, then size and bytes from that one descriptor, so that a file which is
 * replaced meanwhile cannot mix with the one that is read.
 *
 * @throws PageError when there is nothing in the file that could be served; the system's errors
 */
export async function readPage(path: string): Promise<Page> {
  await using file = await open(path, OPEN_FLAGS);
  const stat = await file.stat();
  checkPage(path, stat);
  const bytes = await readStart(file, stat.size);
  if (bytes.length < stat.size) {
    throw new PageError("ERR_PAGE_SHRANK", `\`${path}\` shrank while it was read`);
  }
  return { bytes, modifiedMs: stat.mtimeMs, identity: identityOf(stat) };
}

function checkPage(path: string, stat: Stats): void {
  if (!stat.isFile()) {
    throw new PageError("ERR_PAGE_NOT_A_FILE", `Expected \`${path}\` to be a regular file`);
  }
  if (stat.size === 0) throw new PageError("ERR_PAGE_EMPTY", `\`${path}\` is empty`);
  if (stat.size > PAGE_BYTES_MAX) {
    const message = `Expected a page of at most ${PAGE_BYTES_MAX} bytes, got ${stat.size}`;
    throw new PageError("ERR_PAGE_TOO_LARGE", message);
  }
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
