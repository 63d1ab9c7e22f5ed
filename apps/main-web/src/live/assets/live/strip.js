/**
 * @typedef {import("./ticks.js").Gap} Gap
 * @typedef {{ marks: number[], gaps: { x: number, width: number }[] }} Strip in percent of its width
 */

const MINUTE_MS = 60_000;
const SPANS_MS = [1, 2, 5, 10, 15, 30, 60].map((minutes) => minutes * MINUTE_MS);
/** Marks nearer to each other would be one line on any screen. */
const LEAST_DISTANCE = 0.25;

/**
 * How much time the strip shows: about `marks` ticks, in a round number of minutes.
 *
 * @param {number | undefined} intervalMs
 * @param {number} marks
 * @returns {number} milliseconds
 */
export function spanOf(intervalMs = 5_000, marks) {
  return SPANS_MS.find((spanMs) => spanMs >= intervalMs * marks) ?? 60 * MINUTE_MS;
}

/**
 * Where the marks and gaps of the last `spanMs` stand; what is older is left out.
 *
 * @param {{ ticks: readonly number[], gaps: readonly Gap[], nowMs: number, spanMs: number }} what
 * @returns {Strip}
 */
export function layOut({ ticks, gaps, nowMs, spanMs }) {
  /** @param {number} timeMs */
  const toX = (timeMs) => clamp(100 - ((nowMs - timeMs) / spanMs) * 100);
  /** @type {number[]} */
  const marks = [];
  for (const tick of ticks) {
    if (tick < nowMs - spanMs) continue;
    const x = toX(tick);
    if (x - (marks.at(-1) ?? -1) >= LEAST_DISTANCE) marks.push(x);
  }
  const seen = gaps.filter(({ toMs }) => toMs > nowMs - spanMs);
  return {
    marks,
    gaps: seen.map(({ fromMs, toMs }) => ({ x: toX(fromMs), width: toX(toMs) - toX(fromMs) })),
  };
}

/** @param {number} x */
function clamp(x) {
  return Math.min(100, Math.max(0, x));
}
