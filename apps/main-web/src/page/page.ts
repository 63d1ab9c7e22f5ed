/** One version of the page, as it was read from one descriptor. */
export interface Page {
  readonly bytes: Buffer;
  readonly modifiedMs: number;
  /** Which file it was, and in what state: tells without reading whether there is a newer one. */
  readonly identity: string;
}

export interface FileState {
  readonly dev: number;
  readonly ino: number;
  readonly size: number;
  readonly mtimeMs: number;
}

export function identityOf({ dev, ino, size, mtimeMs }: FileState): string {
  return `${dev}:${ino}:${size}:${mtimeMs}`;
}

/** Time since the page was written; 0 for a page from a clock that is ahead of ours. */
export function pageAgeMs({ modifiedMs }: Page, nowMs: number): number {
  return Math.max(0, nowMs - modifiedMs);
}
