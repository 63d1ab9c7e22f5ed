/**
 * HTTP dates (RFC 9110, 5.6.7), read strictly: a date in none of the three forms, or on a day that no
 * month has, is no date, and its header field counts as absent. The name of the day is not checked.
 */

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const DAY = "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)";
const LONG_DAY = "(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)";
const MONTH = `(?<month>${MONTHS.join("|")})`;
const TIME = "(?<hour>\\d\\d):(?<minute>\\d\\d):(?<second>\\d\\d)";

const FORMS = [
  // Sun, 06 Nov 1994 08:49:37 GMT: what everybody sends
  `${DAY}, (?<day>\\d\\d) ${MONTH} (?<year>\\d{4}) ${TIME} GMT`,
  // Sunday, 06-Nov-94 08:49:37 GMT: RFC 850
  `${LONG_DAY}, (?<day>\\d\\d)-${MONTH}-(?<year>\\d\\d) ${TIME} GMT`,
  // Sun Nov  6 08:49:37 1994: asctime() of C
  `${DAY} ${MONTH} (?<day>\\d\\d| \\d) ${TIME} (?<year>\\d{4})`,
].map((form) => new RegExp(`^${form}$`, "v"));

/** @returns seconds since 1970, or `undefined` for what is no date */
export function parseHttpDate(text: string, nowMs: number = Date.now()): number | undefined {
  for (const form of FORMS) {
    const fields = form.exec(text)?.groups;
    if (fields !== undefined) return toSeconds(fields, nowMs);
  }
  return undefined;
}

function toSeconds(fields: Readonly<Record<string, string>>, nowMs: number): number | undefined {
  const number = (name: string): number => Number(fields[name]);
  const [day, hour, minute, second] = ["day", "hour", "minute", "second"].map(number) as [
    number,
    number,
    number,
    number,
  ];
  const month = MONTHS.indexOf(fields["month"] ?? "");
  const year = fields["year"]?.length === 2 ? fullYear(number("year"), nowMs) : number("year");
  // 60 is a leap second.
  if (hour > 23 || minute > 59 || second > 60) return undefined;
  const date = new Date(0);
  // Not Date.UTC(), which takes the years 0 to 99 for those of the last century.
  date.setUTCFullYear(year, month, day);
  if (date.getUTCMonth() !== month || date.getUTCDate() !== day) return undefined;
  return date.setUTCHours(hour, minute, second) / 1_000;
}

/** Two digits that seem more than 50 years in the future are meant to be in the past. */
function fullYear(twoDigits: number, nowMs: number): number {
  const thisYear = new Date(nowMs).getUTCFullYear();
  const year = thisYear - (thisYear % 100) + twoDigits;
  return year > thisYear + 50 ? year - 100 : year;
}
