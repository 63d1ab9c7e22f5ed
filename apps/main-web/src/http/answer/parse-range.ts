/** Which bytes, both ends included, as in `Content-Range`. */
export interface ByteRange {
  readonly firstByte: number;
  readonly lastByte: number;
}

const UNIT = /^bytes=(?<set>.*)$/iv;
const SPEC = /^(?<first>\d*)-(?<last>\d*)$/v;

/**
 * The range that a `Range` field asks for of a page of `sizeBytes` (RFC 9110, 14.1.2 and 14.2).
 *
 * @returns `undefined` when the field is to be ignored: another unit, not well-formed, or more than
 * one range, which a server may ignore and no client of a log page needs; `"unsatisfiable"` (416)
 * when it is well-formed and begins past the end
 */
export function parseRange(
  field: string,
  sizeBytes: number,
): ByteRange | "unsatisfiable" | undefined {
  const set = UNIT.exec(field.trim())?.groups?.["set"];
  // Recipients have to skip the empty elements of a list (5.6.1.2).
  const specs = (set ?? "").split(",").flatMap((spec) => spec.trim() || []);
  if (specs.length !== 1) return undefined;
  const { first = "", last = "" } = SPEC.exec(specs[0] ?? "")?.groups ?? {};
  if (first === "") return last === "" ? undefined : suffix(Number(last), sizeBytes);
  const firstByte = Number(first);
  const lastByte = last === "" ? Infinity : Number(last);
  if (lastByte < firstByte) return undefined;
  if (firstByte >= sizeBytes) return "unsatisfiable";
  return { firstByte, lastByte: Math.min(lastByte, sizeBytes - 1) };
}

function suffix(lengthBytes: number, sizeBytes: number): ByteRange | "unsatisfiable" {
  if (lengthBytes === 0 || sizeBytes === 0) return "unsatisfiable";
  return { firstByte: Math.max(0, sizeBytes - lengthBytes), lastByte: sizeBytes - 1 };
}
