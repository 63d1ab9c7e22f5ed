const NAMED: Readonly<Record<string, number>> = { off: 0, sampled: 0.01, all: 1 };

/**
 * Reads which share of the answers gets a line: `off`, `sampled`, `all`, or a ratio such as `0.05`.
 *
 * @returns from 0 to 1
 * @throws RangeError when the text is none of these
 */
export function parseAccessLogRatio(text: string): number {
  const named = Object.hasOwn(NAMED, text) ? NAMED[text] : undefined;
  const ratio = named ?? (/^(?:\d|\d?\.\d+|\d\.)$/.test(text) ? Number(text) : Number.NaN);
  if (!(ratio >= 0 && ratio <= 1)) {
    throw new RangeError(
      `Expected \`off\`, \`sampled\`, \`all\` or a ratio from 0 to 1, got \`${text}\``,
    );
  }
  return ratio;
}
