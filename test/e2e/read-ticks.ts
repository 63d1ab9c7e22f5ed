const DATE =
  /^(?:Sun|Mon|Tue|Wed|Thu|Fri|Sat) (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [ 1-3]\d \d\d:\d\d:\d\d UTC \d{4}$/;
const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const PREAMBLE = /^<!doctype html>.*<pre>$/;

/**
 * Reads a page strictly.
 *
 * @returns the times of its ticks, in milliseconds
 * @throws RangeError unless it is the preamble and then whole lines, none earlier than the one before
 */
export function readTicks(page: string): readonly number[] {
  const [preamble = "", ...lines] = page.split("\n");
  if (!PREAMBLE.test(preamble)) throw new RangeError(`Expected the preamble, got \`${preamble}\``);
  const rest = lines.pop();
  if (rest !== "") throw new RangeError(`Expected a newline at the end, got \`${rest}\``);
  return toTimes(lines);
}

/** @throws RangeError unless these are ticks, none earlier than the one before */
function toTimes(lines: readonly string[]): readonly number[] {
  let previousMs = 0;
  return lines.map((line) => {
    const timeMs = DATE.test(line) || ISO.test(line) ? Date.parse(line) : Number.NaN;
    if (!(timeMs >= previousMs)) {
      throw new RangeError(`Expected a tick of ${previousMs} ms or later, got \`${line}\``);
    }
    previousMs = timeMs;
    return timeMs;
  });
}
