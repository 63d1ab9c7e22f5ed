import { errorCode } from "@sidecar-pair/runtime/errors.ts";
import { StorageError } from "../storage/storage.ts";
import type { Hint } from "./hint.ts";
import { STORAGE_HINTS } from "./storage-hints.ts";
import { type Place, VOLUME_HINTS } from "./volume-hints.ts";

/**
 * What to do about an error, in a sentence for whoever reads the log.
 *
 * @returns undefined where nothing is known beyond what the error says itself
 */
export function hintFor(where: Place | "storage", error: unknown): string | undefined {
  const hints = where === "storage" ? STORAGE_HINTS : VOLUME_HINTS[where];
  return namesOf(error)
    .map((name) => adviceFor(hints, name))
    .find((advice) => advice !== undefined);
}

function adviceFor(hints: readonly Hint[], name: string): string | undefined {
  return hints.find(({ reasons }) => reasons.includes(name))?.advice;
}

/** The most telling first. */
function namesOf(error: unknown): readonly string[] {
  return error instanceof StorageError
    ? [error.reason, error.status].filter((name) => name !== undefined).map(String)
    : [errorCode(error)];
}
