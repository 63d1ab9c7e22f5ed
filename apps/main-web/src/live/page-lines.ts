/** The part of a page that is whole lines of the log: `[start, end)` in bytes. */
export interface LineRange {
  readonly start: number;
  readonly end: number;
}

const NEWLINE = 0x0a;
const PREAMBLE_BYTES_MAX = 4_096;
/** What the first line of a page in HTML looks like; it is no line of the log. */
const PREAMBLE = /^<!doctype html>.*<pre>$/i;

/** The lines of a page: after the markup, and up to the last newline; a torn line is none yet. */
export function linesOf(bytes: Buffer): LineRange {
  const end = bytes.lastIndexOf(NEWLINE) + 1;
  const firstEnd = bytes.indexOf(NEWLINE);
  if (firstEnd < 0 || firstEnd > PREAMBLE_BYTES_MAX) return { start: 0, end };
  const hasPreamble = PREAMBLE.test(bytes.toString("latin1", 0, firstEnd));
  return { start: hasPreamble ? firstEnd + 1 : 0, end };
}

/** The last whole lines of a range that are no more than `bytesMax` together. */
export function tailOf(bytes: Buffer, { start, end }: LineRange, bytesMax: number): LineRange {
  if (end - start <= bytesMax) return { start, end };
  return { start: bytes.indexOf(NEWLINE, end - bytesMax - 1) + 1, end };
}

/** Is this the same page, with lines added or none? */
export function isGrown(before: Buffer, after: Buffer): boolean {
  const { end } = linesOf(before);
  return after.length >= end && after.compare(before, 0, end, 0, end) === 0;
}
