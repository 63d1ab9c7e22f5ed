import type { TextOf } from "@sidecar-pair/runtime/setting.ts";
import { absolutePath, sizeOfAtLeast } from "@sidecar-pair/runtime/setting-values.ts";
import { basename, dirname } from "node:path";
import { CHUNK_BYTES_MAX } from "./chunk/codec.ts";
import { parseGlobs } from "./collect/globs.ts";

export function chunkSize(text: string): number {
  const sizeBytes = sizeOfAtLeast(1)(text);
  if (sizeBytes > CHUNK_BYTES_MAX) {
    throw new RangeError(`Expected a size of at most 64MiB, got \`${text}\``);
  }
  return sizeBytes;
}

/** Stand for themselves, and not among others. */
const WORDS: ReadonlySet<string> = new Set(["tick file", "none"]);

/** Globs; `tick file` and `none` stand for what they say. */
export function globs(text: string, textOf?: TextOf): readonly string[] | "tick file" {
  if (text === "tick file") return text;
  if (text === "none") return [];
  if (text === "off") throw new RangeError("Expected globs or `none`, got `off`");
  const tickFile = textOf?.("TICK_FILE") ?? "";
  const list = parseGlobs(text, tickFile === "" ? undefined : dirname(tickFile));
  const word = list.find((glob) => WORDS.has(glob));
  if (word === undefined) return list;
  throw new RangeError(
    `Expected \`${word}\` alone, or globs: \`${basename(tickFile)}\` among them is the tick file`,
  );
}

/** A path whose folder is the volume. */
export function filePath(text: string): string {
  if (/(?:^|\/)\.{0,2}$/.test(text)) {
    throw new RangeError(
      `Expected the absolute path of a file, got \`${text}\`, which is a folder's`,
    );
  }
  return absolutePath(text);
}

export function pathOnVolume(text: string): string {
  if (text === "" || text.includes("\0")) {
    throw new RangeError(`Expected a path, got \`${text}\``);
  }
  return text;
}
