const UNIT_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** Node's timers hold a signed 32-bit number of milliseconds and fire at once beyond it. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * Reads a duration such as `5s`, `250ms` or `1m30s`.
 *
 * @returns milliseconds, a whole number from 0 to 24.8 days (the longest timer that Node has)
 * @throws RangeError when the text is not a duration
 */
export function parseDuration(text: string): number {
  const shape = /^(?:\d+(?:\.\d+)?(?:ms|[smhd]))+$/;
  let totalMs = shape.test(text) ? 0 : Number.NaN;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|[smhd])/g)) {
    totalMs += Number(amount) * (UNIT_MS[unit ?? ""] ?? Number.NaN);
  }
  const wholeMs = Math.round(totalMs);
  if (!(wholeMs <= LONGEST_TIMER_MS)) {
    throw new RangeError(
      `Expected a duration of at most 24d, such as 5s, 250ms or 1m30s, got \`${text}\``,
    );
  }
  return wholeMs;
}
