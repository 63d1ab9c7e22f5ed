/** One tick as `date` prints it. */
const TICK_LINE = /^\w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d UTC \d{4}$/;

/**
 * Takes a page of log-sidecar apart.
 *
 * @returns its ticks, oldest first
 * @throws when it is anything but one preamble and whole lines
 */
export function readTickPage(page: string): readonly string[] {
  const [preamble = "", ...lines] = page.split("\n");
  if (!/^<!doctype html>.*<pre>$/.test(preamble)) {
    throw new Error(`Expected the preamble first, got \`${preamble}\``);
  }
  if (lines.pop() !== "")
    throw new Error(`Expected whole lines, got an end of \`${page.slice(-80)}\``);
  const torn = lines.find((line) => !TICK_LINE.test(line));
  if (torn !== undefined) throw new Error(`Expected ticks only, got \`${torn}\``);
  return lines;
}
