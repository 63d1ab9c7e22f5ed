import type { BigIntStats } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { PageError } from "./errors.ts";
import { readFully } from "./shared-file.ts";

/** What an open file was seen to be at one moment. */
export interface Look {
  readonly state: BigIntStats;
  readonly sizeBytes: number;
  readonly inode: string;
  /** All bytes, or the first `PROBE_BYTES` of more than `PAGE_BYTES_MAX`. */
  readonly start: Buffer<ArrayBuffer>;
  readonly endsWithNewline: boolean;
}

/** A page beyond this is not held in memory: there are 128 MiB for all versions that are being sent. */
export const PAGE_BYTES_MAX = 16 * 2 ** 20;
/** By how much of its beginning a large page is recognized; a log page has its first ticks in it. */
export const PROBE_BYTES = 4_096;

const NEWLINE = 0x0a;

/** @throws PageError when there is nothing in the file that could be served; the system's errors */
export async function takeLook(file: FileHandle): Promise<Look> {
  const state = await file.stat({ bigint: true });
  if (!state.isFile()) {
    throw new PageError("ERR_PAGE_NOT_A_FILE", "Expected the page to be a regular file");
  }
  const sizeBytes = Number(state.size);
  if (sizeBytes === 0) throw new PageError("ERR_PAGE_EMPTY", "The page is empty");
  const startBytes = sizeBytes > PAGE_BYTES_MAX ? PROBE_BYTES : sizeBytes;
  const start = await readFully(file, 0, startBytes);
  const last = startBytes === sizeBytes ? start : await readFully(file, sizeBytes - 1, 1);
  if (start.length < startBytes || last.length === 0) {
    throw new PageError("ERR_PAGE_SHRANK", "The page shrank while it was read");
  }
  const inode = `${state.dev}:${state.ino}`;
  return { state, sizeBytes, inode, start, endsWithNewline: last.at(-1) === NEWLINE };
}

/** Whether `later` is the file of `earlier` with nothing changed but what was added at its end. */
export function isGrown(
  earlier: Pick<Look, "inode" | "sizeBytes" | "start">,
  later: Pick<Look, "inode" | "sizeBytes" | "start">,
): boolean {
  if (earlier.inode !== later.inode || later.sizeBytes < earlier.sizeBytes) return false;
  const common = Math.min(earlier.start.length, later.start.length);
  return earlier.start.compare(later.start, 0, common, 0, common) === 0;
}
