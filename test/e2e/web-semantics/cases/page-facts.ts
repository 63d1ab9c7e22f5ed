/** When the page was written. */
export const MODIFIED = new Date("2026-11-22T19:20:37Z");
export const PAGE_BYTES = 1_700;

export const DAY_MS = 86_400_000;

export function imf(offsetMs = 0): string {
  return new Date(MODIFIED.getTime() + offsetMs).toUTCString();
}
