/**
 * Text of somebody else as a part of one line: white space becomes one space; what a terminal or a
 * viewer would act upon (control characters of C0 and C1, marks that turn the direction of text, which
 * is category Cf of Unicode) is written as `\u{1b}`; halves of characters are replaced.
 *
 * @param charactersMax what is longer is cut
 */
export function toPlainText(text: string, charactersMax = Infinity): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return line
    .slice(0, charactersMax)
    .toWellFormed()
    .replaceAll(
      /[\p{Cc}\p{Cf}]/gu,
      (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`,
    );
}
