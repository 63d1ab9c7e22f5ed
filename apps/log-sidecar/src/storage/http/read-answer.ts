import type { Readable } from "node:stream";
import type { HttpAnswer } from "./transport.ts";

/** From here on a status says that the request had no effect, whatever its body says. */
const FIRST_ERROR_STATUS = 400;
const OK = 200;
/** As much as there may be to an explanation. */
const ERROR_BYTES_MAX = 65_536;

export class AnswerTooLongError extends Error {
  override readonly name = "AnswerTooLongError";
  readonly code = "ERR_ANSWER_TOO_LONG";
}

export class NoLengthError extends Error {
  override readonly name = "NoLengthError";
  readonly code = "ERR_NO_LENGTH";

  constructor() {
    super(
      "Expected an answer that tells where it ends, got two that differ, without Content-Length",
    );
  }
}

/** An answer may end with its connection (RFC 9112, 6.3), and then looks whole wherever that was cut. */
export function tellsItsEnd({ status, headers }: Pick<HttpAnswer, "status" | "headers">): boolean {
  return status !== OK || (headers["content-length"] ?? headers["transfer-encoding"]) !== undefined;
}

export interface AnswerLimits {
  readonly bytesMax: number;
  readonly moved: (bytes: number) => void;
}

/**
 * Reads the body of an answer. That of an error may be cut short, by the server or by us: what counts
 * is its status, which must not get lost in a broken connection.
 *
 * @throws AnswerTooLongError; whatever broke the connection
 */
export async function readAnswer(
  status: number,
  body: Readable,
  { bytesMax, moved }: AnswerLimits,
): Promise<Buffer> {
  const isError = status >= FIRST_ERROR_STATUS;
  const pieces: Buffer[] = [];
  let sizeBytes = 0;
  try {
    for await (const piece of body as AsyncIterable<Buffer>) {
      moved(piece.length);
      pieces.push(piece);
      sizeBytes += piece.length;
      if (isError && sizeBytes >= ERROR_BYTES_MAX) break;
      if (sizeBytes > bytesMax) {
        throw new AnswerTooLongError(`Expected an answer of at most ${bytesMax} bytes, got more`);
      }
    }
  } catch (error) {
    if (!isError) throw error;
  }
  return pieces.length === 1 && pieces[0] !== undefined ? pieces[0] : Buffer.concat(pieces);
}
