import { createHash } from "node:crypto";
import { decodeName, encodeName } from "../volume/file-name.ts";

/** File systems take 255 bytes for a name. */
const SEGMENT_MAX = 255;
/** Every storage takes these as they are. */
const KEPT = /^[\w.~-]$/;
/** Written as it is; most names are so. */
const PLAIN = /^[\w~-](?:[\w.~-]*[\w~-])?$/;
const ENCODED = /^(?:[\w.~-]|%[\dA-F]{2})+$/;
/** So much of a longer one is kept: a character takes up to four bytes, each written as `%XX`. */
const KEPT_CHARACTERS = 18;

/**
 * A name as a segment of a key. What not every storage takes as it is is written as in a URL
 * (RFC 3986), byte by byte. A name that would be too long for a directory is shortened.
 */
export function encodeSegment(name: string): string {
  if (PLAIN.test(name) && name.length <= SEGMENT_MAX) return name;
  // `.` and `..` would be folded away, and a leading dot hides from directory listings. Azure and
  // Windows take no dot at the end.
  const encoded = Array.from(name, encodeCharacter)
    .join("")
    .replace(/^\./, "%2E")
    .replace(/\.$/, "%2E");
  if (encoded.length <= SEGMENT_MAX) return encoded;
  const start = Array.from(name).slice(0, KEPT_CHARACTERS).join("");
  return encodeSegment(`${start}~${shortHash(name)}`);
}

/** The same for a name that must not be a reserved one: its first character is written as `%XX`. */
export function encodeUnless(reserved: RegExp, name: string): string {
  const encoded = encodeSegment(name);
  if (!reserved.test(encoded)) return encoded;
  return `${escapeCharacter(encoded.charAt(0))}${encoded.slice(1)}`;
}

/** @returns the empty string for what no name is written as */
export function decodeSegment(segment: string): string {
  if (!ENCODED.test(segment)) return "";
  const bytes = segment.replaceAll(/%(..)/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return decodeName(Buffer.from(bytes, "latin1"));
}

/** 64 bits of a hash of a name or path, in hexadecimal digits. */
export function shortHash(name: string): string {
  return createHash("sha256").update(encodeName(name)).digest("hex").slice(0, 16);
}

function encodeCharacter(character: string): string {
  return KEPT.test(character) ? character : escapeCharacter(character);
}

function escapeCharacter(character: string): string {
  const bytes = encodeName(character).toString("hex").toUpperCase();
  return bytes.replaceAll(/../g, "%$&");
}
