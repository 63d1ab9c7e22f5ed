import { createHash } from "node:crypto";

/** So many bytes before a position have to be what they were. */
export const FINGERPRINT_BYTES_MAX = 1_024;

/** What the last bytes before a position look like: tells a file that was rewritten from ours. */
export interface Fingerprint {
  readonly length: number;
  readonly sha256: string;
}

/** Of bytes that follow one another. */
export function fingerprintOf(...parts: readonly Buffer[]): Fingerprint {
  const ends = parts.map((part) => part.subarray(-FINGERPRINT_BYTES_MAX));
  const last = Buffer.concat(ends).subarray(-FINGERPRINT_BYTES_MAX);
  return { length: last.length, sha256: createHash("sha256").update(last).digest("hex") };
}

export function hasFingerprint(bytes: Buffer, { length, sha256 }: Fingerprint): boolean {
  return bytes.length === length && fingerprintOf(bytes).sha256 === sha256;
}
