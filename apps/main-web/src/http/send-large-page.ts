import type { ServerResponse } from "node:http";
import type { LargePage } from "../page/page.ts";
import { PIECE_BYTES, type Part, readLargePage } from "../page/read-large-page.ts";
import { sendTurns } from "./send-turns.ts";

/** For the pieces of all clients together, as far as they are not smaller than is of use. */
const PIECES_BYTES_MAX = 4 * 2 ** 20;
const PIECE_BYTES_MIN = 16 * 1_024;

let sendingCount = 0;

/**
 * Sends a page from its file, as fast as the client takes it, and no faster than others are answered. When
 * the file is not what it was, the connection breaks, so that no client takes the answer for whole.
 *
 * @param writeHead called when the first piece is there
 * @throws PageError when the file was truncated or rewritten; before the head if that is found before the first byte
 */
export async function sendLargePage(
  response: ServerResponse,
  page: LargePage,
  part: Pick<Part, "firstByte" | "lastByte">,
  writeHead: () => unknown,
): Promise<void> {
  await using _file = page.file.acquire();
  sendingCount++;
  using _sending = { [Symbol.dispose]: () => sendingCount-- };
  for await (const piece of readLargePage(page, { ...part, pieceBytes: pieceBytesNow() })) {
    if (!response.headersSent) writeHead();
    await untilTaken(response, piece);
    if (response.req.socket.destroyed) return;
    await untilTurn(piece.length);
  }
  response.end();
}

function pieceBytesNow(): number {
  const shareBytes = Math.floor(PIECES_BYTES_MAX / sendingCount);
  return Math.min(PIECE_BYTES, Math.max(PIECE_BYTES_MIN, shareBytes));
}

/** Resolves when the kernel has the piece, or the client has left. */
async function untilTaken(response: ServerResponse, piece: Buffer): Promise<void> {
  const { socket } = response.req;
  if (socket.destroyed) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  // An answer that waits for the one before it never hears of the end of its connection.
  socket.setMaxListeners(0).once("close", resolve);
  response.write(piece, () => resolve());
  await promise;
  socket.off("close", resolve);
}

async function untilTurn(bytes: number): Promise<void> {
  await new Promise<void>((resolve) => {
    sendTurns.wait(() => {
      resolve();
      return bytes;
    });
  });
}
