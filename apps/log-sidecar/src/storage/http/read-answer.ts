import type { Readable } from "node:stream";

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
}

interface UnreadAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Readable;
}

/**
 * An answer may end with its connection (RFC 9112, 6.3), and then looks whole wherever that was cut. What
 * is to be had as it was stored must not come in such a one.
 *
 * @throws NoLengthError
 */
export function expectItsEnd({ statusCode, headers, body }: UnreadAnswer): void {
  const isTold = headers["content-length"] ?? headers["transfer-encoding"];
  if (statusCode !== OK || isTold !== undefined) return;
  body.on("error", () => {}).destroy();
  throw new NoLengthError("Expected an answer that tells where it ends, got no Content-Length");
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
