import type { ServerResponse } from "node:http";
import { sendTurns } from "./send-turns.ts";

/** Up to here one write is fastest, and holds nobody up. */
export const WHOLE_BYTES_MAX: number = 256 * 1_024;
/** Goes out with the head, also to hundreds of clients that come at the same time. */
const FIRST_BYTES = 64 * 1_024;
const PIECE_BYTES = 256 * 1_024;

/** Sends the body of an answer whose head is written: a large one piece by piece, and fair to others. */
export function sendInPieces(response: ServerResponse, body: Buffer): void {
  if (body.length <= WHOLE_BYTES_MAX) {
    response.end(body);
    return;
  }
  let at = 0;
  const send = (): number => {
    // The client has left.
    if (response.destroyed) return 0;
    const piece = body.subarray(at, at + (at === 0 ? FIRST_BYTES : PIECE_BYTES));
    at += piece.length;
    if (at >= body.length) response.end(piece);
    else if (response.write(piece)) sendTurns.wait(send);
    else response.once("drain", () => sendTurns.wait(send));
    return piece.length;
  };
  send();
}
