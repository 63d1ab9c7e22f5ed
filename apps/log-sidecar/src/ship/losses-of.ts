import type { WaitingFile } from "../collect/waiting-files.ts";
import type { LossReason, PendingLoss } from "./pending-losses.ts";

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
  readonly over: LossReason | undefined;
  /** Of the chain, before it came to its end. */
  readonly seenBytes: number;
}

const GIVEN_UP: LossReason = "given up to free the volume";

/** What is lost of a file that is given up: the rest of its chain, or of two where the file was truncated. */
export function lossesOf(
  file: LostFile,
  { truncations = 0, position, over, seenBytes }: Known,
): readonly PendingLoss[] {
  const rest = { ...file, truncations, position, reason: GIVEN_UP };
  if (over === undefined) return [rest];
  return [
    { ...rest, end: seenBytes, reason: over },
    { ...rest, truncations: truncations + 1, position: 0 },
  ];
}

/** What is lost of a file that was seen, and is gone before it could be opened. */
export function lossOf({ generationId, path, sizeBytes }: WaitingFile): readonly PendingLoss[] {
  if (sizeBytes === 0) return [];
  const reason = "deleted before it was opened";
  return [{ generationId, truncations: 0, path, end: sizeBytes, reason }];
}
