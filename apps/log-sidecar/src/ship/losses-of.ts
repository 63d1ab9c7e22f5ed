import type { PendingLoss } from "./pending-losses.ts";

export interface LostFile extends Pick<PendingLoss, "generationId" | "path"> {
  /** Its size when it was given up. */
  readonly end: number;
}

/** What its shipper knew of its chain. */
export interface Known {
  readonly truncations?: number | undefined;
  /** Undefined when nobody has asked the storage. */
  readonly position?: number;
  /** Why the chain is at its end, though the file goes on. */
  readonly over: string | undefined;
  /** Of the chain, before it came to its end. */
  readonly seenBytes: number;
}

/** What is lost of a file that is given up: the rest of its chain, or of two where the file was truncated. */
export function lossesOf(
  file: LostFile,
  { truncations = 0, position, over, seenBytes }: Known,
): readonly PendingLoss[] {
  const rest = { ...file, truncations, position, reason: "given up to free the volume" };
  if (over === undefined) return [rest];
  return [
    { ...rest, end: seenBytes, reason: over },
    { ...rest, truncations: truncations + 1, position: 0 },
  ];
}
