/**
 * @typedef {{ fromMs: number, toMs: number, missing: number }} Gap
 *   Between two ticks; `missing` is how many should have come in between.
 */

const DATE = /^[A-Z]\w\w ([A-Z]\w\w) ([ \d]\d) (\d\d:\d\d:\d\d) UTC (\d{4})$/;
const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

/**
 * The time of a tick, written as `date` does (Sun Nov 22 19:20:37 UTC 2026) or as ISO 8601.
 *
 * @param {string} line
 * @returns {number | undefined} milliseconds; undefined for any other line
 */
export function timeOf(line) {
  const [, month, day, time, year] = DATE.exec(line) ?? [];
  // This form every browser reads (ECMA-262, Date.parse and toUTCString).
  const text = year ? `Thu, ${day?.replace(" ", "0")} ${month} ${year} ${time} GMT` : line;
  const timeMs = year || ISO.test(line) ? Date.parse(text) : NaN;
  return Number.isNaN(timeMs) ? undefined : timeMs;
}

/** As many as the longest strip has, and some more. */
const TICKS_MAX = 2_000;

/** So long may be between two pages while it is too early to say how often ticks come. */
const NEXT_PAGE_MS = 60_000;

/**
 * Adds the ticks of new lines. Another page, after a rotation, tells again or no more what is known: of the
 * ticks before it those stay that are older than all of its own. If it does not go on where they end, nobody
 * knows what was between, as it may have been rotated away: then they are forgotten.
 *
 * @param {readonly number[]} ticks in milliseconds
 * @param {readonly number[]} added
 * @param {boolean} isOtherPage
 */
export function withTicks(ticks, added, isOtherPage) {
  const [first = Infinity] = added;
  const kept = isOtherPage ? ticks.filter((tick) => tick < first) : ticks;
  const goesOn = !isOtherPage || first === Infinity || isNext(kept, added);
  return [...(goesOn ? kept : []), ...added].slice(-TICKS_MAX);
}

/**
 * @param {readonly number[]} kept
 * @param {readonly number[]} added
 */
function isNext(kept, added) {
  const deltaMs = (added[0] ?? 0) - (kept.at(-1) ?? 0);
  const intervalMs = intervalOf(kept) ?? intervalOf(added);
  if (intervalMs === undefined) return deltaMs <= NEXT_PAGE_MS;
  return !isMissing(deltaMs, intervalMs, resolutionOf([...kept, ...added]));
}

/** The share by which an interval may be wrong that is told. */
const ERROR_MAX = 0.2;

/**
 * The time from one tick to the next, judged by the ticks themselves: their median, which gaps and
 * hiccups do not move. Of ticks that are cut to seconds it is the mean of all that are no gaps, since their
 * median may be 0 or 1 s where the interval is neither.
 *
 * @param {readonly number[]} ticks in milliseconds
 * @returns {number | undefined} milliseconds; undefined as long as it is too early to say
 */
export function intervalOf(ticks) {
  if (ticks.length < 3) return undefined;
  const deltas = ticks.slice(1).map((tick, index) => tick - (ticks[index] ?? 0));
  const medianMs = deltas.toSorted((a, b) => a - b)[deltas.length >> 1] ?? 0;
  const resolutionMs = resolutionOf(ticks);
  if (resolutionMs === 1) return medianMs;
  const regular = deltas.filter(
    (deltaMs) => deltaMs >= 0 && !isMissing(deltaMs, medianMs, resolutionMs),
  );
  return meanOf(regular, resolutionMs);
}

/**
 * @param {readonly number[]} deltas of times that are cut
 * @param {number} resolutionMs
 */
function meanOf(deltas, resolutionMs) {
  const meanMs = deltas.reduce((sum, deltaMs) => sum + deltaMs, 0) / deltas.length;
  // The first and the last of them may each be off by as much.
  const errorMs = resolutionMs / deltas.length;
  if (!(errorMs <= meanMs * ERROR_MAX)) return undefined;
  const wholeMs = Math.round(meanMs / resolutionMs) * resolutionMs;
  if (wholeMs > 0 && Math.abs(meanMs - wholeMs) <= errorMs) return wholeMs;
  return Math.round(meanMs);
}

/**
 * @param {readonly number[]} ticks in milliseconds
 * @param {number | undefined} intervalMs
 * @returns {Gap[]}
 */
export function gapsOf(ticks, intervalMs) {
  if (intervalMs === undefined) return [];
  const resolutionMs = resolutionOf(ticks);
  return ticks.slice(1).flatMap((toMs, index) => {
    const fromMs = ticks[index] ?? toMs;
    if (!isMissing(toMs - fromMs, intervalMs, resolutionMs)) return [];
    return [{ fromMs, toMs, missing: missingIn(toMs - fromMs, intervalMs) }];
  });
}

/**
 * The gap that is open now: the next tick should have been seen long ago.
 *
 * @param {readonly number[]} ticks in milliseconds
 * @param {number | undefined} intervalMs
 * @param {number} nowMs
 * @returns {Gap | undefined}
 */
export function openGapOf(ticks, intervalMs, nowMs) {
  const lastMs = ticks.at(-1);
  if (lastMs === undefined || intervalMs === undefined) return undefined;
  // As much again for the way of a tick to here.
  const ageMs = nowMs - lastMs - Math.max(500, intervalMs / 2);
  if (!isMissing(ageMs, intervalMs, resolutionOf(ticks))) return undefined;
  return { fromMs: lastMs, toMs: nowMs, missing: missingIn(nowMs - lastMs + 1, intervalMs) };
}

/**
 * Ticks of the form of `date` are cut to whole seconds: what lies between two of them may be up to a
 * second less than it seems. A tick that is only late is not missing.
 *
 * @param {number} deltaMs
 * @param {number} intervalMs
 * @param {number} resolutionMs
 */
function isMissing(deltaMs, intervalMs, resolutionMs) {
  return deltaMs - resolutionMs > Math.max(intervalMs * 1.5, intervalMs + 500);
}

/**
 * @param {readonly number[]} ticks
 * @returns {number} milliseconds
 */
function resolutionOf(ticks) {
  return ticks.every((tick) => tick % 1_000 === 0) ? 1_000 : 1;
}

/**
 * @param {number} deltaMs
 * @param {number} intervalMs
 */
function missingIn(deltaMs, intervalMs) {
  return intervalMs === 0 ? 0 : Math.max(1, Math.round(deltaMs / intervalMs) - 1);
}
