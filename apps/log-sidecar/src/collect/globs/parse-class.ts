type Members = (codePoint: number) => boolean;

/** Of POSIX.1-2024, XBD 9.3.5, for all of Unicode where Unicode says what they are. */
const NAMED: Readonly<Record<string, RegExp>> = {
  alnum: /[\p{L}\p{Nl}\p{Nd}]/u,
  alpha: /[\p{L}\p{Nl}]/u,
  blank: /[\p{Zs}\t]/u,
  cntrl: /\p{Cc}/u,
  digit: /[0-9]/,
  graph: /[^\p{Z}\p{C}]/u,
  lower: /\p{Ll}/u,
  print: /[^\p{C}]/u,
  punct: /[\p{P}\p{S}]/u,
  space: /\s/u,
  upper: /\p{Lu}/u,
  word: /[\p{L}\p{Nl}\p{Nd}\p{Pc}]/u,
  xdigit: /[\dA-Fa-f]/,
};

/**
 * What a character class has: `[a-z]`, `[!a-z]`, `[[:digit:]_]`. A slash is in none.
 *
 * @param unit with its brackets
 * @throws RangeError saying what is wrong
 */
export function parseClass(unit: string): Members {
  const isNegated = unit[1] === "!" || unit[1] === "^";
  const members = membersOf(unit.slice(isNegated ? 2 : 1, -1), unit);
  return (codePoint) => members.some((has) => has(codePoint)) !== isNegated;
}

function membersOf(body: string, unit: string): readonly Members[] {
  const members: Members[] = [];
  // A named class, or a character, which may be the first of a range.
  const tokens = /\[:([a-z]*):\]|(\\?[^])(?:-(\\?[^]))?/guy;
  for (const [, name, first, last] of body.matchAll(tokens)) {
    if (first === "/" || first === "\\/") throw new RangeError(`\`${unit}\` cannot match a slash`);
    members.push(name === undefined ? range(first ?? "", last ?? first ?? "", unit) : named(name));
  }
  return members;
}

function named(name: string): Members {
  const expression = NAMED[name];
  if (expression === undefined) throw new RangeError(`there is no class \`[:${name}:]\``);
  return (codePoint) => expression.test(String.fromCodePoint(codePoint));
}

function range(first: string, last: string, unit: string): Members {
  const [low, high] = [first, last].map(
    (text) => text.replace(/^\\(?=[^])/, "").codePointAt(0) ?? 0,
  );
  if (low === undefined || high === undefined || low > high) {
    throw new RangeError(`\`${unit}\` has a range that is empty`);
  }
  return (codePoint) => codePoint >= low && codePoint <= high;
}
