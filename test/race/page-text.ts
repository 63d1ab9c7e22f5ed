/** Every line tells its version and its number, and the first one how many there are. */
const FILLER = "Sun Nov 22 19:20:37 UTC 2026";
const GROWING = "any";

/** A page of so many lines. */
export function pageText(version: number, lineCount: number): string {
  return `${firstLine(version, String(lineCount))}${pageLines(version, 0, lineCount)}`;
}

/** The first line of a page to which lines are added. */
export function growingPage(version: number): string {
  return firstLine(version, GROWING);
}

export function pageLines(version: number, from: number, to: number): string {
  let text = "";
  for (let number = from; number < to; number++) text += `${version} ${number} ${FILLER}\n`;
  return text;
}

/** @returns the version of a page that is whole; `undefined` for anything else */
export function versionOf(text: string): number | undefined {
  const [, version = "", count] = /^<pre>(\d+) of (\d+|any)\n/v.exec(text) ?? [];
  if (count === undefined || !text.endsWith("\n")) return undefined;
  const lines = text.slice(0, -1).split("\n").slice(1);
  const isAll = count === GROWING || lines.length === Number(count);
  const isWhole = lines.every((line, number) => line === `${version} ${number} ${FILLER}`);
  return isAll && isWhole ? Number(version) : undefined;
}

function firstLine(version: number, count: string): string {
  return `<pre>${version} of ${count}\n`;
}
