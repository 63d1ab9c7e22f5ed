import { PageError } from "./errors.ts";
import type { LargePage } from "./page.ts";

/** All that a client holds in memory, once here and once on its way. */
const CHUNK_BYTES = 64 * 1_024;

/**
 * The bytes of a large page from `firstByte` to `lastByte`, piece by piece. The caller holds its file.
 *
 * The file may be cut or written anew meanwhile. So before the last piece, without which no client
 * takes the answer for whole, the beginning has to be what it was.
 *
 * @throws PageError when the page is no longer the one that was begun
 */
export async function* readLargePage(
  { file, start }: LargePage,
  firstByte: number,
  lastByte: number,
): AsyncGenerator<Buffer> {
  for (let position = firstByte; position <= lastByte; position += CHUNK_BYTES) {
    const length = Math.min(CHUNK_BYTES, lastByte + 1 - position);
    const chunk = await file.read(position, length);
    const isLast = position + length > lastByte;
    const isCut = chunk.length < length;
    if (isCut || (isLast && !start.equals(await file.read(0, start.length)))) {
      throw new PageError("ERR_PAGE_SHRANK", "The page was written anew while it was sent");
    }
    yield chunk;
  }
}
