const NEWLINE = 0x0a;

export interface Pending {
  /** Bytes in the file that are not shipped. */
  readonly availableBytes: number;
  /** How long the oldest of them have been waiting. */
  readonly ageMs: number;
  /** Nothing more will come: the file has ended, or we are about to. */
  readonly final: boolean;
}

export interface CutLimits {
  readonly chunkBytes: number;
  readonly maxAgeMs: number;
}

/** How a chunk ends: with a line where it can, or with the last byte there is. */
export type Cut = "at a line" | "at the end";

/** Decides whether a chunk is due. @returns undefined to wait for more */
export function dueCut(pending: Pending, { chunkBytes, maxAgeMs }: CutLimits): Cut | undefined {
  const { availableBytes, ageMs, final } = pending;
  if (availableBytes === 0) return undefined;
  if (availableBytes >= chunkBytes) return "at a line";
  if (final) return "at the end";
  return ageMs >= maxAgeMs ? "at a line" : undefined;
}

/**
 * Where the chunk ends: after the last newline, or if there is none after the last byte. Nothing is
 * dropped or altered; a line longer than a chunk goes on in the next one.
 */
export function cutLength(bytes: Buffer, cut: Cut): number {
  const lines = cut === "at a line" ? bytes.lastIndexOf(NEWLINE) + 1 : 0;
  return lines === 0 ? bytes.length : lines;
}
