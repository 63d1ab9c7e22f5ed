import { readFileSync } from "node:fs";
import { errorCode } from "@sidecar-pair/runtime/errors.ts";

/** Where the limit is not known, and for what has none. */
const LIMIT_DEFAULT = 1_024;
/** Each takes some ten kilobytes of memory. */
const OPEN_FILES_MAX = 512;
/** What the process needs for itself, the storage, the state and a scan. */
const OTHERS_MIN = 32;
/** Each takes some hundred bytes of memory. */
export const TRACKED_FILES_MAX = 100_000;

/**
 * How many files may be held open: half of what the process may open, since the storage, the state
 * and the scan of the volume need some as well, and no more than memory has room for.
 *
 * @param limits as in `/proc/self/limits`, see proc(5)
 */
export function filesMaxOf(limits: string): number {
  const [, soft] = /^Max open files\s+(\d+)/m.exec(limits) ?? [];
  const limit = Number(soft ?? LIMIT_DEFAULT);
  return Math.max(1, Math.min(limit >> 1, limit - OTHERS_MIN, OPEN_FILES_MAX));
}

export function readFilesMax(): number {
  try {
    return filesMaxOf(readFileSync("/proc/self/limits", "utf8"));
  } catch {
    // Not on Linux.
    return filesMaxOf("");
  }
}

/** No more can be opened, which is no fault of the file. */
const CROWDED: ReadonlySet<string> = new Set(["EMFILE", "ENFILE"]);

export function isCrowded(error: unknown): error is Error {
  return CROWDED.has(errorCode(error));
}
