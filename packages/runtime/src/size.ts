/** Binary units in the forms of IEC 80000-13 and of Kubernetes quantities; decimal ones as well. */
const UNIT_BYTES: Readonly<Record<string, number>> = {
  "": 1,
  B: 1,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  kB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
};

/**
 * Reads a size such as `1MiB`, `64Ki`, `10MB` or `512` (bytes).
 *
 * @returns bytes, a whole number
 * @throws RangeError when the text is not a size
 */
export function parseSize(text: string): number {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)([A-Za-z]*)$/.exec(text) ?? [];
  const bytes = Number(amount) * (UNIT_BYTES[unit ?? "none"] ?? Number.NaN);
  if (!Number.isSafeInteger(bytes)) {
    throw new RangeError(`Expected a size such as 512, 64KiB or 1MiB, got \`${text}\``);
  }
  return bytes;
}
