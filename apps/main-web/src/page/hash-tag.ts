/** Enough of a SHA-256 that no two versions will ever share it. */
const HASH_BYTES = 16;

/** A strong entity tag: a hash of all bytes, made on the thread pool. */
export async function hashTag(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", bytes);
  return `"${Buffer.from(hash, 0, HASH_BYTES).toString("base64url")}"`;
}
