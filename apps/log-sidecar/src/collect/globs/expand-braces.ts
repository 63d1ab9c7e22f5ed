import { findOutside, splitOutside, unitLength } from "./glob-units.ts";

/** How many globs braces may stand for, in all of a setting. */
export const ALTERNATIVES_MAX = 1_000;

const NUMBERS = /^(-?\d{1,9})\.\.(-?\d{1,9})$/;
const OUTER_SPACE = /^\s|(?<!\\)\s$/;
const LETTERS = /^([A-Za-z])\.\.([A-Za-z])$/;

/**
 * Every glob without braces that a glob stands for: `a.{log,txt}` is `a.log` and `a.txt`, `{8..10}` is
 * 8, 9 and 10 (as in Bash, "Brace Expansion").
 *
 * @throws RangeError saying what is wrong
 */
export function expandBraces(glob: string): readonly string[] {
  const open = findOutside(glob, "{}");
  if (open === -1) return [glob];
  if (glob[open] === "}")
    throw new RangeError("`}` has no opening brace; write `\\}` for the character");
  const close = closingBrace(glob, open);
  const inner = glob.slice(open + 1, close);
  const heads = alternativesOf(inner).map((alternative) => glob.slice(0, open) + alternative);
  const tails = expandBraces(glob.slice(close + 1));
  checkNumber(heads.length * tails.length);
  return heads.flatMap((head) => tails.map((tail) => head + tail));
}

function checkNumber(alternatives: number): void {
  if (alternatives <= ALTERNATIVES_MAX) return;
  throw new RangeError(`braces may stand for at most ${ALTERNATIVES_MAX} alternatives`);
}

function closingBrace(glob: string, open: number): number {
  let depth = 0;
  for (let index = open; index < glob.length; index += unitLength(glob, index)) {
    if (glob[index] === "{") depth++;
    if (glob[index] === "}" && --depth === 0) return index;
  }
  throw new RangeError("`{` is never closed; write `\\{` for the character");
}

function alternativesOf(inner: string): readonly string[] {
  const parts = splitOutside(inner, ",");
  if (parts.length === 1) return rangeOf(inner);
  if (parts.some((part) => OUTER_SPACE.test(part))) {
    throw new RangeError(
      "an alternative begins or ends with a space; write `\\ ` for one in a name",
    );
  }
  const alternatives: string[] = [];
  for (const part of parts) {
    alternatives.push(...expandBraces(part));
    checkNumber(alternatives.length);
  }
  return alternatives;
}

function rangeOf(inner: string): readonly string[] {
  const [, first, last] = NUMBERS.exec(inner) ?? [];
  if (first !== undefined && last !== undefined) {
    const hasZeros = [first, last].some((number) => /^-?0\d/.test(number));
    const width = hasZeros ? Math.max(first.length, last.length) : 0;
    return countFrom(Number(first), Number(last)).map((number) => padded(number, width));
  }
  const [, from, to] = LETTERS.exec(inner) ?? [];
  if (from !== undefined && to !== undefined) {
    return countFrom(from.charCodeAt(0), to.charCodeAt(0)).map((code) =>
      // Between `Z` and `a` stand characters that mean something in a glob.
      String.fromCharCode(code).replace(/\W/, "\\$&"),
    );
  }
  throw new RangeError("braces hold at least two alternatives, or a range such as `{1..9}`");
}

function countFrom(first: number, last: number): readonly number[] {
  const length = Math.abs(last - first) + 1;
  checkNumber(length);
  const step = last < first ? -1 : 1;
  return Array.from({ length }, (_, index) => first + index * step);
}

function padded(number: number, width: number): string {
  const sign = number < 0 ? "-" : "";
  return sign + String(Math.abs(number)).padStart(width - sign.length, "0");
}
