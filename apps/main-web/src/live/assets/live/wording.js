const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const UNITS = ["bytes", "KiB", "MiB", "GiB", "TiB"];

/**
 * A length of time as people say it, in its two largest units; negative counts as 0.
 *
 * @param {number} ms
 */
export function ageText(ms) {
  if (ms < MINUTE_MS) return inUnits(ms, [SECOND_MS, "s"]);
  if (ms < HOUR_MS) return inUnits(ms, [MINUTE_MS, "min"], [SECOND_MS, "s"]);
  if (ms < DAY_MS) return inUnits(ms, [HOUR_MS, "h"], [MINUTE_MS, "min"]);
  return inUnits(ms, [DAY_MS, "d"], [HOUR_MS, "h"]);
}

/**
 * @param {number} ms
 * @param {...[number, string]} units the largest first
 */
function inUnits(ms, ...units) {
  let restMs = Math.max(0, ms);
  const parts = units.map(([unitMs, unit]) => {
    const count = Math.floor(restMs / unitMs);
    restMs -= count * unitMs;
    return `${count} ${unit}`;
  });
  return parts.join(" ");
}

/**
 * A distance between ticks, which may be short: `5 s`, `0.25 s`, `1 h`.
 *
 * @param {number} ms
 */
export function intervalText(ms) {
  return ms % SECOND_MS === 0 || ms > MINUTE_MS
    ? ageText(ms).replace(/ 0 \w+$/, "")
    : `${Number((ms / SECOND_MS).toFixed(ms < SECOND_MS ? 2 : 1))} s`;
}

/** @param {number} bytes */
export function sizeText(bytes) {
  const power = bytes < 1 ? 0 : Math.min(Math.floor(Math.log2(bytes) / 10), UNITS.length - 1);
  const value = bytes / 1_024 ** power;
  return `${value >= 10 || power === 0 ? Math.round(value) : value.toFixed(1)} ${UNITS[power]}`;
}

/**
 * `1 gap`, `2 gaps`.
 *
 * @param {number} count
 * @param {string} one
 */
export function countText(count, one) {
  return `${count} ${one}${count === 1 ? "" : "s"}`;
}

/**
 * The time of day of a tick, as it stands in its line: in UTC.
 *
 * @param {number} timeMs
 */
export function clockText(timeMs) {
  return new Date(timeMs).toISOString().slice(11, 19);
}

/**
 * How many ticks are missing in all, and in which gap or since when.
 *
 * @param {readonly import("./ticks.js").Gap[]} gaps
 * @param {import("./ticks.js").Gap | undefined} openGap the last of them, when it is not over
 */
export function missingText(gaps, openGap) {
  const [first] = gaps;
  if (first === undefined) return "no tick missing";
  const missing = gaps.reduce((sum, gap) => sum + gap.missing, 0);
  const count = `${countText(missing, "tick")} missing`;
  if (gaps.length > 1) return `${count} in ${gaps.length} gaps`;
  return `${count} ${openGap ? "since" : "after"} ${clockText(first.fromMs)}`;
}

/**
 * How the clock that ticks are written by differs from the server's.
 *
 * @param {import("./clocks.js").Clocks} clocks
 * @returns {string} empty when it does not
 */
export function clocksText({ aheadMs, isExact }) {
  if (aheadMs === 0) return "";
  const difference = ageText(Math.abs(aheadMs)).replace(/ 0 \w+$/, "");
  const least = isExact ? "" : "at least ";
  return `the sidecar's clock is ${least}${difference} ${aheadMs > 0 ? "ahead" : "behind"}`;
}
