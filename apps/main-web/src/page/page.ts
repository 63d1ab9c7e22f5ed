import type { Hash } from "node:crypto";
import type { GrowingBytes } from "./growing-bytes.ts";
import type { PageVariants } from "./page-variants.ts";
import type { SharedFile } from "./shared-file.ts";

/** One version of the page, as it was read from one descriptor. */
export type Page = HeldPage | LargePage;

interface PageVersion {
  readonly sizeBytes: number;
  readonly modifiedMs: number;
  /** Which file it was, and in what state: tells without reading whether there is a newer one. */
  readonly identity: string;
  /** Of the plain bytes; strong for a page that is held. */
  readonly etag: string;
  /** Seconds since 1970; never later than when it was read (RFC 9110, 8.8.2.1). */
  readonly lastModifiedS: number;
  /** No other version that was served had this second, also by another process, so it tells them apart (8.8.2.2). */
  readonly isDateStrong: boolean;
  /** Its first bytes: all of a page that is held. */
  readonly start: Buffer<ArrayBuffer>;
  readonly endsWithNewline: boolean;
  readonly inode: string;
}

/** A page that is held in memory. */
export interface HeldPage extends PageVersion {
  readonly kind: "held";
  /** What `start` is the first part of; the next version may share it. */
  readonly bytes: GrowingBytes;
  /** Of all bytes, to go on from. */
  readonly hash: Hash;
  readonly variants: PageVariants;
}

/**
 * A page too large for that, sent from its open file. Its tag is made of the file's state and is weak:
 * a file that is written in place can have two contents at one size and time (8.8.1), and nobody
 * has hashed what was sent.
 */
export interface LargePage extends PageVersion {
  readonly kind: "large";
  readonly bytes: undefined;
  readonly file: SharedFile;
}

export interface FileState {
  readonly dev: bigint;
  readonly ino: bigint;
  readonly size: bigint;
  readonly mtimeNs: bigint;
}

export function identityOf({ dev, ino, size, mtimeNs }: FileState): string {
  return `${dev}:${ino}:${size}:${mtimeNs}`;
}

/** Time since the page was written; 0 for a page from a clock that is ahead of ours. */
export function pageAgeMs({ modifiedMs }: Pick<Page, "modifiedMs">, nowMs: number): number {
  return Math.max(0, nowMs - modifiedMs);
}
