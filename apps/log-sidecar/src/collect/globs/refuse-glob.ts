import { isAbsolute, relative } from "node:path/posix";
import { segmentsOf } from "./parse-glob.ts";

/** How long a glob may be, in UTF-16 code units. */
export const GLOB_LENGTH_MAX = 1_024;

/** `NAME_MAX` of Linux. */
const NAME_BYTES_MAX = 255;
const LITERAL = /^[^*?[(]*$/;

/**
 * Why a glob can never match a path of the volume, and what its author may have meant.
 *
 * @param glob without braces
 * @param root the volume, where it is known
 * @returns undefined for one that can
 */
export function whyNeverMatching(glob: string, root?: string): string | undefined {
  if (glob === "") return "is empty";
  if (glob.includes("\0")) return "contains a NUL, which no file name can";
  if (/[\n\r]/.test(glob)) return "contains a line break: separate globs by commas";
  if (/^["']|["']$/.test(glob)) {
    return `contains quotes, which would be part of the name: write ${quoted(glob.replaceAll(/^["']|["']$/g, ""))}`;
  }
  if (/^!(?!\()/.test(glob))
    return `cannot be negated: set COLLECT_EXCLUDE to ${quoted(glob.slice(1))}`;
  if (isAbsolute(glob)) return whyNotAbsolute(glob, root);
  return whyNoPath(segmentsOf(glob));
}

function whyNotAbsolute(glob: string, root: string | undefined): string {
  if (root === undefined) return "is absolute: globs are relative to the volume";
  const path = relative(root, glob);
  const isBelow = path !== "" && path !== ".." && !path.startsWith("../");
  return isBelow
    ? `is absolute, and globs are relative to the volume: write ${quoted(path)}`
    : `is outside the volume, which is ${quoted(root)} (the folder of TICK_FILE)`;
}

function whyNoPath(segments: readonly string[]): string | undefined {
  const names = segments.map((segment) => segment.replaceAll(/\\([^])/g, "$1"));
  if (names.some((name) => LITERAL.test(name) && Buffer.byteLength(name) > NAME_BYTES_MAX)) {
    return `contains a name of more than ${NAME_BYTES_MAX} bytes, which no file can have`;
  }
  if (names.includes("..")) return "contains `..`, which cannot be part of a path on the volume";
  const kept = names.filter((name) => name !== "" && name !== ".");
  if (kept.length === segments.length) return undefined;
  if (kept.length === 0) return "names the volume itself: write `**`";
  const isFolder = ["", "."].includes(names.at(-1) ?? "");
  const plain = [...kept, ...(isFolder ? ["**"] : [])].join("/");
  return isFolder
    ? `names a folder, but only files are collected: write ${quoted(plain)}`
    : `is not written as a plain path: write ${quoted(plain)}`;
}

function quoted(text: string): string {
  return `\`${text}\``;
}
