import { StorageError, type StorageErrorCode } from "../storage.ts";
import { CLOCK_REASON, describeSkew, skewMs } from "./clock-skew.ts";
import { toPlainText } from "./plain-text.ts";
import { redact } from "./redact.ts";
import type { HttpAnswer } from "./transport.ts";
import { retryAfterMs } from "./retry-after.ts";

/** Statuses (RFC 9110, 15; RFC 6585, 4) that say "not now": 409 is how S3 tells of a race. */
const NOT_NOW: ReadonlySet<number> = new Set([408, 409, 423, 425, 429]);
const SERVER_ERROR = 500;
const NOT_IMPLEMENTED = 501;
/** As much of an answer as a log line may hold. */
const DETAIL_CHARACTERS_MAX = 400;
/** A service's word for an error. Anything else is no word, and may be part of what it was sent. */
const REASON = /^[A-Za-z][\w.-]{0,63}$/;

/** The beginning of a body that explanations are taken from. */
const EXPLANATION_BYTES_MAX = 65_536;

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

/**
 * What an answer means that is neither success nor one which the caller expects. Its words become part
 * of the message: without what the request proved its sender with, on one line, and not too many.
 */
export function toStorageError(
  answer: HttpAnswer,
  what: string,
  meaning: Meaning = {},
): StorageError {
  const { status, headers, secrets = [] } = answer;
  const { detail = detailOf(answer), code = codeOf(status), nowMs = Date.now() } = meaning;
  const reason = toReason(meaning.reason, secrets);
  const isClock = reason === CLOCK_REASON || isRefusedByClock(answer, nowMs);
  // First as a whole: a secret that is cut would not be found.
  const said = toPlainText(redact(detail, secrets), DETAIL_CHARACTERS_MAX);
  const text = isClock ? `${said} (${describeSkew(headers, nowMs)})` : said;
  const message = `${status}: ${toPlainText(redact(what, secrets))}: ${text}`;
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
    : String(body.subarray(0, EXPLANATION_BYTES_MAX));
}

function toReason(text: string | undefined, secrets: readonly string[]): string | undefined {
  const isWord = text !== undefined && REASON.test(text) && redact(text, secrets) === text;
  return isWord ? text : undefined;
}

function codeOf(status: number): StorageErrorCode {
  if (status === 404) return "ERR_STORAGE_NOT_FOUND";
  if (status === NOT_IMPLEMENTED) return "ERR_STORAGE_REFUSED";
  return status >= SERVER_ERROR || NOT_NOW.has(status)
    ? "ERR_STORAGE_UNAVAILABLE"
    : "ERR_STORAGE_REFUSED";
}
