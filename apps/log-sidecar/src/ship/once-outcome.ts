import {
  EXIT_CANNOT_CREATE,
  EXIT_IO_ERROR,
  EXIT_NO_INPUT,
  EXIT_NO_PERMISSION,
  EXIT_OK,
  EXIT_TEMPORARY_FAILURE,
  EXIT_UNAVAILABLE,
} from "@sidecar-pair/runtime/exit-code.ts";
import type { StorageErrorCode } from "../storage/storage.ts";

/** What a drain has come to. */
export interface DrainOutcome {
  /** Whether every selected file could be read, and is stored to its end. */
  readonly complete: boolean;
  /** Selected files that could not be read the last time that they were tried. */
  readonly unreadable: number;
  /** Why the volume cannot be read now: the system's error code. */
  readonly volumeError?: string | undefined;
  /** Why the storage does not work now. */
  readonly storageError?: StorageErrorCode | undefined;
  /** Whether it had to end before all was done. */
  readonly timedOut: boolean;
}

const NO_INPUT: ReadonlySet<string> = new Set(["ENOENT", "ENOTDIR", "EACCES", "EPERM", "ELOOP"]);
const STORAGE_CODES: Readonly<Record<StorageErrorCode, number>> = {
  ERR_STORAGE_UNAVAILABLE: EXIT_UNAVAILABLE,
  ERR_STORAGE_REFUSED: EXIT_NO_PERMISSION,
  ERR_STORAGE_NOT_FOUND: EXIT_CANNOT_CREATE,
  ERR_STORAGE_UNSUPPORTED: EXIT_CANNOT_CREATE,
};

/**
 * What `--once` exits with, by sysexits.h: 0 only if all that was selected is stored, and else what has
 * to change before another attempt can do better.
 */
export function onceExitCode(outcome: DrainOutcome): number {
  const { complete, unreadable, volumeError, storageError, timedOut } = outcome;
  if (complete) return EXIT_OK;
  if (volumeError !== undefined) return NO_INPUT.has(volumeError) ? EXIT_NO_INPUT : EXIT_IO_ERROR;
  if (storageError !== undefined) return STORAGE_CODES[storageError];
  return unreadable > 0 && !timedOut ? EXIT_NO_INPUT : EXIT_TEMPORARY_FAILURE;
}

/** Why not all is shipped, in one line for the kubelet. */
export function whyIncomplete(outcome: DrainOutcome): string {
  const { unreadable, volumeError, storageError, timedOut } = outcome;
  const reasons = [
    ...(volumeError === undefined ? [] : [`the volume cannot be read (${volumeError})`]),
    ...(storageError === undefined ? [] : [`the storage fails (${storageError})`]),
    ...(unreadable === 0 ? [] : [`files or folders that cannot be read: ${unreadable}`]),
    ...(timedOut ? ["it had to stop before the end"] : []),
  ];
  return `not all is shipped: ${reasons.join(", ") || "see the log"}`;
}
