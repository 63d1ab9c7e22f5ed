import type { Readable } from "node:stream";
import { TOO_LONG_REASON } from "../storage.ts";
import type { HttpAnswer } from "./transport.ts";

/** From here on a status says that the request had no effect, whatever its body says. */
const FIRST_ERROR_STATUS = 400;
const OK = 200;
/** As much as there may be to an explanation. */
const ERROR_BYTES_MAX = 65_536;

export class AnswerTooLongError extends Error {
  override readonly name = "AnswerTooLongError";
  readonly code = TOO_LONG_REASON;

  constructor(bytesMax: number) {
    super(`Expected an answer of at most ${bytesMax} bytes, got more`);
  }
}

/** A success that came before the body was sent: nobody can have stored what nobody has sent. */
export class EarlySuccessError extends Error {
  override readonly name = "EarlySuccessError";
  readonly code = "ERR_EARLY_SUCCESS";

  constructor(status: number) {
    super(`Expected an answer to the whole request, got ${status} before its body was sent`);
  }
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
  readonly sink?: Sink | undefined;
}

/** Takes the body of an answer of one status, of which then nothing is kept. */
export interface Sink {
  readonly status: number;
  /** What it throws ends the request. */
  readonly take: (piece: Buffer) => void;
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
  { bytesMax, moved, sink }: AnswerLimits,
): Promise<Buffer> {
  const isError = status >= FIRST_ERROR_STATUS;
  const pieces: Buffer[] = [];
  const keep = (piece: Buffer): void => void pieces.push(piece);
  const take = sink?.status === status ? sink.take : keep;
  let sizeBytes = 0;
  try {
    for await (const piece of body as AsyncIterable<Buffer>) {
      moved(piece.length);
      sizeBytes += piece.length;
      if (!isError && sizeBytes > bytesMax) throw new AnswerTooLongError(bytesMax);
      take(piece);
      if (isError && sizeBytes >= ERROR_BYTES_MAX) break;
    }
  } catch (error) {
    if (!isError) throw error;
  }
  return pieces.length === 1 && pieces[0] !== undefined ? pieces[0] : Buffer.concat(pieces);
}
