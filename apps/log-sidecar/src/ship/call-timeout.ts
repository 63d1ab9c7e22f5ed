/** For a call that moves few bytes. */
const TIMEOUT_MS = 60_000;
/** A network that is slower than this is no network. */
const SLOWEST_BYTES_PER_MS = 64;

/** How long one call to a storage may take, which moves a chunk of that size; then it has failed. */
export function callTimeoutMs(chunkBytes: number): number {
  return TIMEOUT_MS + chunkBytes / SLOWEST_BYTES_PER_MS;
}
