import type { Collected } from "../collect/collected.ts";

export interface PinnableFile {
  /** Whether all that was seen of it is shipped. */
  readonly isDone: boolean;
  /** How many names it has. */
  readonly links: number;
  readonly collected: Pick<Collected, "pin" | "leftPathAtMs">;
}

export interface PinConditions {
  /** Whether every file has a pin. */
  readonly pinsAlways: boolean;
  readonly isStorageFailing: boolean;
  readonly nowMs: number;
}

/** So long a rotated file is left alone: logrotate, gzip and their like refuse a file with two names. */
const GRACE_MS = 3_000;

/**
 * Whether a file needs a name of ours. A file under its own name does not: it is held by its descriptor.
 * One that was rotated does, if it is not shipped within seconds, or the storage cannot take it now.
 * As soon as it is shipped, its pin goes.
 */
export function pinNeed(
  { isDone, links, collected: { pin, leftPathAtMs } }: PinnableFile,
  { pinsAlways, isStorageFailing, nowMs }: PinConditions,
): "pin" | "unpin" | undefined {
  if (pinsAlways) return pin === undefined && links > 0 ? "pin" : undefined;
  if (isDone) return pin === undefined ? undefined : "unpin";
  if (pin !== undefined || links === 0 || leftPathAtMs === undefined) return undefined;
  return isStorageFailing || nowMs - leftPathAtMs >= GRACE_MS ? "pin" : undefined;
}
