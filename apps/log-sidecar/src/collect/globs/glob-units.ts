/**
 * Length of the unit that begins at `start`, in UTF-16 code units: an escape (`\*`), a character class
 * (`[a-z]`), or one character. A class that never closes and a backslash at the end are units of 1.
 */
export function unitLength(text: string, start: number): number {
  const character = text[start];
  if (character === "[") return Math.max(1, classEnd(text, start) - start);
  if (character === "\\" && start + 1 < text.length) return 1 + characterLength(text, start + 1);
  return characterLength(text, start);
}

/** Splits at each `separator` that is outside braces, classes and escapes. */
export function splitOutside(text: string, separator: string): readonly string[] {
  const parts: string[] = [];
  let partStart = 0;
  let depth = 0;
  for (let index = 0; index < text.length; index += unitLength(text, index)) {
    const character = text[index];
    if (character === "{") depth++;
    if (character === "}") depth = Math.max(0, depth - 1);
    if (character !== separator || depth > 0) continue;
    parts.push(text.slice(partStart, index));
    partStart = index + 1;
  }
  return [...parts, text.slice(partStart)];
}

/** Where the first of `characters` stands outside classes and escapes; -1 if nowhere. */
export function findOutside(text: string, characters: string): number {
  for (let index = 0; index < text.length; index += unitLength(text, index)) {
    if (characters.includes(text.charAt(index))) return index;
  }
  return -1;
}

/** @returns the index behind the closing bracket, or -1 */
function classEnd(text: string, start: number): number {
  let index = start + 1;
  if (text[index] === "!" || text[index] === "^") index++;
  // A bracket that comes first is a member of the class (POSIX.1-2024, XCU 2.14.1).
  if (text[index] === "]") index++;
  while (index < text.length) {
    if (text[index] === "]") return index + 1;
    const namedEnd = text.startsWith("[:", index) ? text.indexOf(":]", index + 2) : -1;
    if (namedEnd !== -1) index = namedEnd + 2;
    else index += text[index] === "\\" ? 2 : 1;
  }
  return -1;
}

function characterLength(text: string, start: number): number {
  return (text.codePointAt(start) ?? 0) > 0xff_ff ? 2 : 1;
}
