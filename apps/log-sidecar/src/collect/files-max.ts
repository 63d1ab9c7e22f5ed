import { readFileSync } from "node:fs";
import { errorCode } from "@sidecar-pair/runtime/errors.ts";

/** Where the limit is not known, and for what has none. */
const LIMIT_DEFAULT = 1_024;

/**
 * How many files may be held open: half of what the process may open, since the storage, the state
 * and the look at the volume need some as well.
 *
 * @param limits as in `/proc/self/limits`, see proc(5)
 */
export function filesMaxOf(limits: string): number {
  const [, soft] = /^Max open files\s+(\d+)/m.exec(limits) ?? [];
  return Number(soft ?? LIMIT_DEFAULT) >> 1;
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

export class TooManyFilesError extends Error {
  override readonly name = "TooManyFilesError";
  readonly code = "EMFILE";

  constructor() {
    super("Expected fewer files than half of those that the process may open");
  }
}
