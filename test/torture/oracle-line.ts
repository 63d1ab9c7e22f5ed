import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";

const SEQUENCE_DIGITS = 10;
const PAYLOAD_BYTES = 115;
const LINE = /^(\w+) (\d{10}) ([\da-f]+) ([\da-f]{8})$/;

export interface LineName {
  readonly writer: string;
  readonly sequence: number;
}

/** `<writer> <sequence> <payload> <crc32>`, about 256 bytes: who knows the name knows every byte. */
export function toLine({ writer, sequence }: LineName): string {
  const name = `${writer} ${String(sequence).padStart(SEQUENCE_DIGITS, "0")}`;
  const payload = createHash("shake256", { outputLength: PAYLOAD_BYTES }).update(name);
  const text = `${name} ${payload.digest("hex")}`;
  return `${text} ${crc32(text).toString(16).padStart(8, "0")}\n`;
}

/** The lines from one sequence to before another, as they stand in a file. */
export function toLines(writer: string, from: number, to: number): string {
  let text = "";
  for (let sequence = from; sequence < to; sequence++) text += toLine({ writer, sequence });
  return text;
}

/** @returns undefined when this is not a line of the oracle, to the bit */
export function readLine(line: string): LineName | undefined {
  const [, writer, digits, payload, sum] = LINE.exec(line) ?? [];
  if (writer === undefined || sum === undefined) return undefined;
  const name = { writer, sequence: Number(digits) };
  const isIntact = Number.parseInt(sum, 16) === crc32(`${writer} ${digits} ${payload}`);
  return isIntact && toLine(name) === `${line}\n` ? name : undefined;
}
