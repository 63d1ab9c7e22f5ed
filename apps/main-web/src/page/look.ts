import type { BigIntStats } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { PageError } from "./errors.ts";
import { GrowingBytes } from "./growing-bytes.ts";
import { isAsBefore, readFully, readInto } from "./read-fully.ts";

/** What an open file was seen to be at one moment. */
export interface Look {
  readonly state: BigIntStats;
  readonly sizeBytes: number;
  readonly inode: string;
  /** All bytes, or the first `PROBE_BYTES` of more than `PAGE_BYTES_MAX`. */
  readonly start: Buffer<ArrayBuffer>;
  /** What `start` is the first part of, if that are all bytes; the same as before for a file that has grown. */
  readonly bytes: GrowingBytes | undefined;
  readonly endsWithNewline: boolean;
}

/** A page beyond this is not held in memory: there are 128 MiB for all versions that are being sent. */
export const PAGE_BYTES_MAX: number = 8 * 2 ** 20;
/** By how much of its beginning a large page is recognized; a log page has its first ticks in it. */
export const PROBE_BYTES = 4_096;

const NEWLINE = 0x0a;

/** What was seen before, as far as it tells what is new now. */
export type Earlier = Pick<Look, "inode" | "sizeBytes" | "start" | "bytes">;

/**
 * Looks at an open file. Of one that has only grown since `earlier`, the bytes before are compared where they
 * are, and what is new is put behind them.
 *
 * @throws PageError when there is nothing in the file that could be served; the system's errors
 */
export async function takeLook(file: FileHandle, earlier?: Earlier): Promise<Look> {
  const state = await file.stat({ bigint: true });
  if (!state.isFile()) {
    throw new PageError("ERR_PAGE_NOT_A_FILE", "Expected the page to be a regular file");
  }
  const sizeBytes = Number(state.size);
  if (sizeBytes === 0) throw new PageError("ERR_PAGE_EMPTY", "The page is empty");
  const inode = `${state.dev}:${state.ino}`;
  const seen = { state, sizeBytes, inode };
  if (sizeBytes > PAGE_BYTES_MAX) {
    const start = await readOrThrow(file, 0, PROBE_BYTES);
    const last = await readOrThrow(file, sizeBytes - 1, 1);
    return { ...seen, start, bytes: undefined, endsWithNewline: last[0] === NEWLINE };
  }
  const bytes =
    (await readGrowth(file, seen, earlier)) ??
    new GrowingBytes(await readOrThrow(file, 0, sizeBytes), PAGE_BYTES_MAX);
  const start = bytes.view(sizeBytes);
  return { ...seen, start, bytes, endsWithNewline: start.at(-1) === NEWLINE };
}

/** @returns the earlier bytes with the new ones behind them, or `undefined` when there is no such growth */
async function readGrowth(
  file: FileHandle,
  { inode, sizeBytes }: Pick<Look, "inode" | "sizeBytes">,
  earlier: Earlier | undefined,
): Promise<GrowingBytes | undefined> {
  if (earlier?.bytes === undefined) return undefined;
  if (earlier.inode !== inode || earlier.sizeBytes > sizeBytes) return undefined;
  if (!(await isAsBefore(file, earlier.start))) return undefined;
  const room = earlier.bytes.roomBehind(earlier.sizeBytes, sizeBytes - earlier.sizeBytes);
  if ((await readInto(room, file, earlier.sizeBytes)) < room.length) throw shrunk();
  return earlier.bytes;
}

async function readOrThrow(
  file: FileHandle,
  position: number,
  lengthBytes: number,
): Promise<Buffer<ArrayBuffer>> {
  const bytes = await readFully(file, position, lengthBytes);
  if (bytes.length < lengthBytes) throw shrunk();
  return bytes;
}

function shrunk(): PageError {
  return new PageError("ERR_PAGE_SHRANK", "The page shrank while it was read");
}

/** Whether `later` is the file of `earlier` with nothing changed but what was added at its end. */
export function isGrown(earlier: Earlier, later: Earlier): boolean {
  if (earlier.inode !== later.inode || later.sizeBytes < earlier.sizeBytes) return false;
  // It was compared when it was read.
  if (earlier.bytes !== undefined && earlier.bytes === later.bytes) return true;
  const common = Math.min(earlier.start.length, later.start.length);
  return earlier.start.compare(later.start, 0, common, 0, common) === 0;
}
