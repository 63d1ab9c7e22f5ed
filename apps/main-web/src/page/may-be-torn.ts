import type { Page } from "./page.ts";

/** A page that was not written for so long is not being written. */
export const SETTLE_MS = 1_000;

/**
 * Tells whether a page may have been read in the middle of an append: the kernel moves the end of a
 * file forward page by page, so that a reader can see the beginning of a line alone. A page that
 * ends without a newline is taken for whole once it has been left alone.
 */
export function mayBeTorn(
  { endsWithNewline, modifiedMs }: Pick<Page, "endsWithNewline" | "modifiedMs">,
  nowMs: number,
): boolean {
  // The distance, for a volume whose clock is ahead of ours.
  return !endsWithNewline && Math.abs(nowMs - modifiedMs) < SETTLE_MS;
}
