import { isUtf8 } from "node:buffer";

/**
 * File names are bytes, which need not be UTF-8. As a string, each byte that is no part of a character
 * stands as a lone surrogate, U+DC80 to U+DCFF, which no character is made of (as in Python, PEP 383):
 * so every name has a string, and every such string leads back to its name.
 */
const ESCAPE = 0xdc_00;
const FIRST_ESCAPED = 0x80;
const LAST_ESCAPED = 0xff;
const CHARACTER_BYTES_MAX = 4;

export function decodeName(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString();
  let name = "";
  for (let start = 0; start < bytes.length;) {
    const length = characterLength(bytes, start);
    name +=
      length === 0
        ? String.fromCharCode(ESCAPE + (bytes[start] ?? 0))
        : bytes.toString("utf8", start, start + length);
    start += Math.max(length, 1);
  }
  return name;
}

/** The bytes of a name, or of a path. */
export function encodeName(name: string): Buffer {
  if (name.isWellFormed()) return Buffer.from(name);
  const parts = Array.from(name, (character) => {
    const byte = (character.codePointAt(0) ?? 0) - ESCAPE;
    const isEscape = byte >= FIRST_ESCAPED && byte <= LAST_ESCAPED;
    return isEscape ? Buffer.of(byte) : Buffer.from(character);
  });
  return Buffer.concat(parts);
}

/** What the file system is to be called with: a string wherever that will do. */
export function toSystemPath(path: string): string | Buffer {
  return path.isWellFormed() ? path : encodeName(path);
}

/** @returns 0 where no character begins */
function characterLength(bytes: Buffer, start: number): number {
  for (let length = 1; length <= CHARACTER_BYTES_MAX; length++) {
    const end = start + length;
    if (end <= bytes.length && isUtf8(bytes.subarray(start, end))) return length;
  }
  return 0;
}
