import { type Hash, createHash } from "node:crypto";
import { setImmediate } from "node:timers/promises";

/** Enough of a SHA-256 that no two versions will ever share it. */
const HASH_BYTES = 16;
/** Takes about a millisecond: nobody waits longer for that. */
const STEP_BYTES = 2 ** 20;

/**
 * Hashes bytes in steps, between which the event loop goes on. (The thread pool would make a copy first.)
 *
 * @param known the hash of bytes before these; it stays as it is
 */
export async function hashOf(bytes: Uint8Array, known?: Hash): Promise<Hash> {
  const hash = known?.copy() ?? createHash("sha256");
  for (let at = 0; at < bytes.length; at += STEP_BYTES) {
    // oxlint-disable-next-line no-await-in-loop -- one step per turn
    if (at > 0) await setImmediate();
    hash.update(bytes.subarray(at, at + STEP_BYTES));
  }
  return hash;
}

/** @returns a strong entity tag: of all bytes that were hashed */
export function tagOf(hash: Hash): string {
  return `"${hash.copy().digest().subarray(0, HASH_BYTES).toString("base64url")}"`;
}
