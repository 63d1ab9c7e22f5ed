import { StorageError, type StorageErrorCode } from "../storage.ts";
import { CLOCK_REASON, describeSkew, skewMs } from "./clock-skew.ts";
import type { HttpAnswer } from "./transport.ts";
import { retryAfterMs } from "./retry-after.ts";

/** Statuses (RFC 9110, 15; RFC 6585, 4) that say "not now": 409 is how S3 tells of a race. */
const NOT_NOW: ReadonlySet<number> = new Set([408, 409, 423, 425, 429]);
const SERVER_ERROR = 500;
const NOT_IMPLEMENTED = 501;
/** As much of an answer as a log line may hold. */
const DETAIL_CHARACTERS_MAX = 300;

/** A clock that is so far off is a reason to be refused: S3 and Azure allow 15 minutes, tokens fewer. */
const SKEW_MS_MAX = 300_000;

/** What a service says beyond the status of its answer. */
export interface Meaning {
  readonly detail?: string | undefined;
  readonly code?: StorageErrorCode | undefined;
  /** Its own word for the error. */
  readonly reason?: string | undefined;
  /** When it said so. @default now */
  readonly nowMs?: number;
}

/** What an answer means that is neither success nor one which the caller expects. */
export function toStorageError(
  answer: HttpAnswer,
  what: string,
  meaning: Meaning = {},
): StorageError {
  const { status, headers } = answer;
  const { detail = detailOf(answer), code = codeOf(status), reason, nowMs = Date.now() } = meaning;
  const isClock = reason === CLOCK_REASON || isRefusedByClock(answer, nowMs);
  const text = isClock ? `${detail} (${describeSkew(headers, nowMs)})` : detail;
  const message = `${status}: ${what}: ${text.replaceAll(/\s+/g, " ").trim()}`;
  return new StorageError(code, message, {
    status,
    reason: isClock ? CLOCK_REASON : reason,
    retryAfterMs: retryAfterMs(headers["retry-after"], nowMs),
  });
}

/** Not every service says so, but a signature or a token of another time is refused. */
function isRefusedByClock({ status, headers }: HttpAnswer, nowMs: number): boolean {
  return (status === 401 || status === 403) && Math.abs(skewMs(headers, nowMs) ?? 0) > SKEW_MS_MAX;
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
