import { FINGERPRINT_BYTES_MAX } from "./fingerprint.ts";

/** What a stored chunk is of. */
export interface StoredBytes {
  readonly lengthBytes: number;
  /** Whether they are what the file holds there. */
  readonly isOurs: boolean;
  /** The last of them, as many as a fingerprint takes. */
  readonly end: Buffer;
}

/** Reads so many of the bytes that a chunk should be of, from a place in it; fewer at their end. */
export type ReadOwn = (offset: number, lengthBytes: number) => Promise<Buffer>;

/**
 * Compares a chunk with what it should be of, a piece at a time: a chunk may be far larger than what is
 * shipped now, and memory is for one of today's.
 */
export async function compareStored(
  pieces: AsyncIterable<Buffer>,
  readOwn: ReadOwn,
): Promise<StoredBytes> {
  let lengthBytes = 0;
  let isOurs = true;
  let end: Buffer = Buffer.alloc(0);
  for await (const piece of pieces) {
    isOurs &&= (await readOwn(lengthBytes, piece.length)).equals(piece);
    lengthBytes += piece.length;
    const last = piece.subarray(-FINGERPRINT_BYTES_MAX);
    end = Buffer.concat([end, last]).subarray(-FINGERPRINT_BYTES_MAX);
  }
  return { lengthBytes, isOurs, end };
}
