const MS_PER_S = 1_000;

/**
 * How long a server wants us to wait (RFC 9110, 10.2.3: seconds, or a date).
 *
 * @returns undefined where it does not say, or nothing that makes sense
 */
export function retryAfterMs(
  header: string | readonly string[] | undefined,
  nowMs: number,
): number | undefined {
  if (typeof header !== "string") return undefined;
  if (/^\d+$/.test(header)) return Number(header) * MS_PER_S;
  // Date.parse takes more than dates: `-1` is a year.
  const untilMs = /[A-Za-z]/.test(header) ? Date.parse(header) : Number.NaN;
  return Number.isNaN(untilMs) ? undefined : Math.max(0, untilMs - nowMs);
}
