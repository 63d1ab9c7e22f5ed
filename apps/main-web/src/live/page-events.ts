import { encodeEvent } from "./encode-event.ts";
import { isGrown, linesOf, tailOf } from "./page-lines.ts";
import { fromPosition, toPosition } from "./position.ts";

/**
 * The most lines that a client gets at once, in bytes: more than the last hour of a tick every 5 s.
 * What is older it asks for as a part of the page.
 */
const LINES_BYTES_MAX = 32 * 1_024;

/**
 * The events for a client that knows nothing of this page: the last lines of the page, and before
 * them `reset` with the byte offset at which they begin, or 0 when that are all lines there are.
 */
export function startEvents(bytes: Buffer): string {
  const lines = linesOf(bytes);
  const { start, end } = tailOf(bytes, lines, LINES_BYTES_MAX);
  const data = String(start === lines.start ? 0 : start);
  const reset = { event: "reset", id: toPosition(bytes, start), data };
  return encodeEvent(reset) + linesEvent(bytes, start, end);
}

/** The events for all who know the version before: the new lines, or another page from its start. */
export function changeEvents(before: Buffer | undefined, after: Buffer): string {
  if (before === undefined || !isGrown(before, after)) return startEvents(after);
  return eventsFrom(after, linesOf(before).end);
}

/** The events for a client that knows the page up to a position, if it is still that page. */
export function resumeEvents(bytes: Buffer, position: string): string {
  const offset = fromPosition(bytes, position);
  return offset === undefined ? startEvents(bytes) : eventsFrom(bytes, offset);
}

function eventsFrom(bytes: Buffer, offset: number): string {
  const { start, end } = linesOf(bytes);
  const from = Math.max(start, offset);
  return end - from > LINES_BYTES_MAX ? startEvents(bytes) : linesEvent(bytes, from, end);
}

/** Nothing when there are no lines. */
function linesEvent(bytes: Buffer, start: number, end: number): string {
  if (start >= end) return "";
  const data = bytes.toString("utf8", start, end - 1);
  return encodeEvent({ id: toPosition(bytes, end), data });
}
