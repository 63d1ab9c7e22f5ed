/**
 * What the ticks show of the clock that they were written by, compared with the server's.
 *
 * @typedef {{
 *   aheadMs: number, isExact: boolean, seenMs: number | undefined,
 * }} Clocks
 *   `aheadMs` is 0 when the clocks agree; not exact: it may be more. `seenMs` is what the last tick that came
 *   just now showed.
 */

/** Ticks are cut to seconds, and take their way. */
const TOLERANCE_MS = 5_000;

/** @type {Clocks} */
export const SAME_CLOCKS = { aheadMs: 0, isExact: true, seenMs: undefined };

/**
 * A tick that comes just now has been written just now, so that its time tells how its clock goes. Two have to
 * agree: a browser that slept gets one of long ago. Any other tick may be old, but none is from the future.
 *
 * @param {Clocks} before
 * @param {number} lastMs the time in the last tick
 * @param {number} nowMs the server's
 * @param {boolean} isNew whether it has come just now
 * @returns {Clocks}
 */
export function compareClocks(before, lastMs, nowMs, isNew) {
  const aheadMs = lastMs - nowMs;
  if (!isNew) {
    const isLater = aheadMs > Math.max(TOLERANCE_MS, before.aheadMs + TOLERANCE_MS);
    return isLater ? { aheadMs, isExact: false, seenMs: undefined } : before;
  }
  const seen = { ...before, seenMs: aheadMs };
  if (Math.abs(aheadMs) <= TOLERANCE_MS) return { ...seen, aheadMs: 0, isExact: true };
  const isTwice = Math.abs(aheadMs - (before.seenMs ?? NaN)) <= TOLERANCE_MS;
  return isTwice || aheadMs > 0 ? { ...seen, aheadMs, isExact: true } : seen;
}
