import type { ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import { PageError } from "../page/errors.ts";
import type { LargePage } from "../page/page.ts";
import { readLargePage } from "../page/read-large-page.ts";

/**
 * Sends a page from its file, as fast as the client takes it. The head is written already. When the
 * file is not what it was, the connection breaks, so that no client takes the answer for whole.
 *
 * @throws PageError when the file was cut or written anew meanwhile
 */
export async function sendLargePage(
  response: ServerResponse,
  page: LargePage,
  { firstByte, lastByte } = { firstByte: 0, lastByte: page.sizeBytes - 1 },
): Promise<void> {
  await using _file = page.file.acquire();
  try {
    await pipeline(readLargePage(page, firstByte, lastByte), response);
  } catch (error) {
    // Anything else is a client that has left.
    if (error instanceof PageError) throw error;
  }
}
