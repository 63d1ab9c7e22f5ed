import { createHash } from "node:crypto";

/** As much of the page's beginning as tells it from the page before and after it: its first lines. */
const HEAD_BYTES = 1_024;
/** As much before the position as no other page has at the same place: lines with times in them. */
const TAIL_BYTES = 256;
const HASH_LENGTH = 16;
const POSITION = /^(\d{1,15})-[\w-]{16}$/;

/**
 * Names a place in the page: its byte offset, and a hash of what stands before it. The hash is the
 * identity of the page's generation, and it comes from the bytes alone: it holds across restarts of
 * this server and in each of its replicas.
 */
export function toPosition(bytes: Buffer, offset: number): string {
  const hash = createHash("sha256")
    .update(bytes.subarray(0, Math.min(offset, HEAD_BYTES)))
    .update(bytes.subarray(Math.max(0, offset - TAIL_BYTES), offset))
    .digest("base64url");
  return `${offset}-${hash.slice(0, HASH_LENGTH)}`;
}

/** @returns the offset, or undefined when the position is not one of this page */
export function fromPosition(bytes: Buffer, position: string): number | undefined {
  const offset = Number(POSITION.exec(position)?.[1] ?? Number.NaN);
  const isOfThisPage = offset <= bytes.length && toPosition(bytes, offset) === position;
  return isOfThisPage ? offset : undefined;
}
