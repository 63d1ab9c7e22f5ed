const MACRO = /\.transformMapEntry\(\w+, (?<variable>\w+), \{/v;
const TOKENS = /'[^']*'|./gsv;
const OPENING = new Set(["(", "[", "{"]);
const CLOSING = new Set([")", "]", "}"]);

/**
 * Rewrites the macro of CEL's two-variable comprehensions that makes a map of a list
 * (`l.transformMapEntry(i, v, {k: x})`) into macros that any CEL has and a function of ours
 * (`l.map(v, [k, x]).toMap()`). It knows macros that do not use the index and are not nested.
 *
 * @see https://github.com/google/cel-go/blob/master/ext/README.md (TwoVarComprehensions)
 */
export function toOneVariable(expression: string): string {
  const { 0: head, index, groups } = MACRO.exec(expression) ?? {};
  if (head === undefined || index === undefined) return expression;
  const start = index + head.length;
  const { colon, end } = findEntry(expression, start);
  const entry = `${expression.slice(start, colon)}, ${expression.slice(colon + 1, end)}`;
  const rest = expression.slice(end + "})".length);
  const macro = `.map(${groups?.["variable"] ?? ""}, [${entry}]).toMap()`;
  return `${expression.slice(0, index)}${macro}${toOneVariable(rest)}`;
}

/** Where the first colon of a map's entry is, and the brace that ends it. */
function findEntry(
  expression: string,
  start: number,
): { readonly colon: number; readonly end: number } {
  let depth = 0;
  let colon: number | undefined;
  for (const { 0: token, index } of expression.slice(start).matchAll(TOKENS)) {
    if (OPENING.has(token)) depth++;
    else if (CLOSING.has(token) && --depth < 0)
      return { colon: colon ?? start, end: start + index };
    else if (token === ":" && depth === 0) colon ??= start + index;
  }
  throw new Error(`Expected the end of a macro in \`${expression}\``);
}
