import { StorageError, type StorageErrorCode } from "../storage.ts";
import type { HttpAnswer } from "./transport.ts";
import { retryAfterMs } from "./retry-after.ts";

/** Statuses (RFC 9110, 15; RFC 6585, 4) that say "not now": 409 is how S3 tells of a race. */
const NOT_NOW: ReadonlySet<number> = new Set([408, 409, 423, 425, 429]);
const SERVER_ERROR = 500;
const NOT_IMPLEMENTED = 501;
/** As much of an answer as a log line may hold. */
const DETAIL_CHARACTERS_MAX = 300;

/**
 * What an answer means that is neither success nor one which the caller expects.
 *
 * @param code where the service says more than its status does
 */
export function toStorageError(
  answer: HttpAnswer,
  what: string,
  detail: string = detailOf(answer),
  code: StorageErrorCode = codeOf(answer.status),
): StorageError {
  const { status, headers } = answer;
  const message = `${status}: ${what}: ${detail.replaceAll(/\s+/g, " ").trim()}`;
  return new StorageError(code, message, {
    status,
    retryAfterMs: retryAfterMs(headers["retry-after"], Date.now()),
  });
}

/** Where a redirection leads to says more than its body. */
function detailOf({ headers, body }: HttpAnswer): string {
  const { location } = headers;
  return typeof location === "string"
    ? `redirected to ${location}`
    : String(body.subarray(0, DETAIL_CHARACTERS_MAX));
}

function codeOf(status: number): StorageErrorCode {
  if (status === 404) return "ERR_STORAGE_NOT_FOUND";
  if (status === NOT_IMPLEMENTED) return "ERR_STORAGE_REFUSED";
  return status >= SERVER_ERROR || NOT_NOW.has(status)
    ? "ERR_STORAGE_UNAVAILABLE"
    : "ERR_STORAGE_REFUSED";
}
