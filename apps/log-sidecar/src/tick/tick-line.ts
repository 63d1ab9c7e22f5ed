export const TICK_FORMATS = ["date", "iso"] as const;
export type TickFormat = (typeof TICK_FORMATS)[number];

/**
 * The line of one tick, with its newline: `Sun Nov 22 19:20:37 UTC 2026`, as `date` of busybox and
 * coreutils prints it (POSIX `date` in the C locale), or ISO 8601 with milliseconds.
 */
export function toTickLine(date: Date, format: TickFormat): string {
  if (format === "iso") return `${date.toISOString()}\n`;
  // `Sun, 22 Nov 2026 19:20:37 GMT` is fixed by ECMA-262, Date.prototype.toUTCString.
  const [weekday, day = "", month, year, time] = date.toUTCString().split(/,? /);
  return `${weekday} ${month} ${day.replace(/^0/, " ")} ${time} UTC ${year}\n`;
}
