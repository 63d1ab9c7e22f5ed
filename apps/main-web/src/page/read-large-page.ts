import { PageError } from "./errors.ts";
import type { LargePage } from "./page.ts";

/** One piece at a time is in memory. */
export const PIECE_BYTES: number = 128 * 1_024;

/** Which of a page's bytes, and how many at a time. */
export interface Part {
  readonly firstByte: number;
  readonly lastByte: number;
  /** @default PIECE_BYTES */
  readonly pieceBytes?: number;
}

/**
 * The bytes of a large page, piece by piece, each of which is in the place of the one before. The caller holds
 * its file.
 *
 * The file may be truncated or rewritten meanwhile. So before the first piece, and before the last one, without
 * which no client takes the answer for whole, it has to be what it was.
 *
 * @throws PageError when the page is no longer the one that was begun
 */
export async function* readLargePage(
  page: LargePage,
  { firstByte, lastByte, pieceBytes = PIECE_BYTES }: Part,
): AsyncGenerator<Buffer> {
  await expectUnchanged(page);
  const buffer = Buffer.allocUnsafeSlow(Math.min(pieceBytes, lastByte + 1 - firstByte));
  for (let position = firstByte; position <= lastByte; position += buffer.length) {
    const piece = buffer.subarray(0, lastByte + 1 - position);
    if ((await page.file.readInto(piece, position)) < piece.length) throw writtenAnew();
    if (position > firstByte && position + piece.length > lastByte) await expectUnchanged(page);
    yield piece;
  }
}

async function expectUnchanged({ file, start, sizeBytes }: LargePage): Promise<void> {
  const isAsLong = (await file.sizeBytes()) >= sizeBytes;
  if (!isAsLong || !start.equals(await file.read(0, start.length))) throw writtenAnew();
}

function writtenAnew(): PageError {
  return new PageError("ERR_PAGE_SHRANK", "The page was rewritten while it was sent");
}
