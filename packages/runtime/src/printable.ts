/**
 * What a terminal, or a person who reads it, could take for something else: control characters (C0,
 * DEL, C1), format characters (bidirectional controls, zero width, tags), line and paragraph
 * separators, lone surrogates, and what is not drawn at all (UTS #51, UAX #9, Trojan Source).
 */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;
/** The same but for what parts the lines of JSON text, where a string cannot hold it as it is. */
const UNPRINTABLE_IN_JSON =
  /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;
const CUT = "…";

/**
 * Text from elsewhere (a key, a file name, a record, an error message) on one line for a terminal:
 * each character that is not safe to show stands as `\u001b`, the way JSON writes it.
 *
 * @param lengthMax in UTF-16 units of the text; what is longer is cut, and ends in `…`
 */
export function printable(text: string, lengthMax = Infinity): string {
  const cut = text.length > lengthMax ? text.slice(0, lengthMax).concat(CUT) : text;
  return cut.replaceAll(UNPRINTABLE, escapeCharacter);
}

/** JSON of a value for a terminal or a program: valid, and safe to show as `printable` is. */
export function printableJson(value: unknown): string {
  const text = JSON.stringify(value, undefined, 2);
  // Outside of strings there is only ASCII, and inside of them any character may be escaped.
  return `${text.replaceAll(UNPRINTABLE_IN_JSON, escapeCharacter)}\n`;
}

function escapeCharacter(character: string): string {
  return character
    .split("")
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .join("");
}
