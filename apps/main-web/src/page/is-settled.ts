/** For so long a page may look half-written before it is taken for what it is. */
export const SETTLE_MS = 1_000;

const NEWLINE = 0x0a;

export interface ReadAttempt {
  readonly bytes: Buffer;
  /** Size of the file before it was read. */
  readonly sizeBytes: number;
  /** Distance from the time the file was written, also where its clock is ahead of ours. */
  readonly sinceWrittenMs: number;
}

/**
 * Tells a page from one in the middle of being written. A reader can see an append half done (the
 * kernel moves the end of file forward page by page), and a file that is rewritten in place empty
 * or short. A page that ends without a newline is taken for whole once it has been left alone.
 */
export function isSettled({ bytes, sizeBytes, sinceWrittenMs }: ReadAttempt): boolean {
  if (bytes.length === 0 || bytes.length < sizeBytes) return false;
  return bytes.at(-1) === NEWLINE || sinceWrittenMs >= SETTLE_MS;
}
