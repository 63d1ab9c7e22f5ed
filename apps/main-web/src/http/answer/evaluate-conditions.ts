import type { IncomingHttpHeaders } from "node:http";
import { isEntityTag, matchesStrongly, matchesWeakly, parseEntityTags } from "./entity-tag.ts";
import { parseHttpDate } from "./http-date.ts";

/** The request as far as the conditions look at it; header names in lower case. */
export interface ConditionalRequest {
  readonly method: "GET" | "HEAD";
  readonly headers: Readonly<IncomingHttpHeaders>;
}

/** What a version of the page can be recognized by. */
export interface Validators {
  readonly etag: string;
  /** Seconds since 1970. */
  readonly lastModifiedS: number;
  /** No other version was ever served with this date (RFC 9110, 8.8.2.2). */
  readonly isDateStrong: boolean;
}

/** What to do: the method, or to answer with the status that a failed condition asks for. */
export type Verdict = "perform" | 304 | 412;

/**
 * The preconditions of a request for a page that exists, in the order of RFC 9110, 13.2.2. Steps 1
 * to 4 are here, step 5 is `isRangeWanted`. A field that cannot be read is no condition, except
 * for a list of tags: the page is none of them.
 */
export function evaluateConditions(
  { headers }: ConditionalRequest,
  { etag, lastModifiedS }: Validators,
): Verdict {
  const ifMatch = headers["if-match"];
  const ifNoneMatch = headers["if-none-match"];
  if (ifMatch !== undefined) {
    if (!matchesAny(ifMatch, etag, matchesStrongly)) return 412;
  } else if (isAfter(lastModifiedS, headers["if-unmodified-since"])) return 412;

  if (ifNoneMatch !== undefined) {
    return matchesAny(ifNoneMatch, etag, matchesWeakly) ? 304 : "perform";
  }
  return isAtOrBefore(lastModifiedS, headers["if-modified-since"]) ? 304 : "perform";
}

/** Step 5: whether a `Range` counts. It does for GET alone, and not when `If-Range` is about another version. */
export function isRangeWanted(
  { method, headers }: ConditionalRequest,
  { etag, lastModifiedS, isDateStrong }: Validators,
): boolean {
  if (method !== "GET" || headers.range === undefined) return false;
  const ifRange = headers["if-range"];
  if (ifRange === undefined) return true;
  const validator = String(ifRange);
  if (isEntityTag(validator)) return matchesStrongly(validator, etag);
  return isDateStrong && parseHttpDate(validator) === lastModifiedS;
}

function matchesAny(
  list: string,
  etag: string,
  matches: (a: string, b: string) => boolean,
): boolean {
  // What nearly every client sends, without a look at the grammar.
  if (list === etag) return matches(etag, etag);
  return list.trim() === "*" || parseEntityTags(list).some((tag) => matches(tag, etag));
}

function isAfter(seconds: number, date: string | undefined): boolean {
  const limit = date === undefined ? undefined : parseHttpDate(date);
  return limit !== undefined && seconds > limit;
}

function isAtOrBefore(seconds: number, date: string | undefined): boolean {
  const limit = date === undefined ? undefined : parseHttpDate(date);
  return limit !== undefined && seconds <= limit;
}
