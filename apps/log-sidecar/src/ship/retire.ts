/** A writer that still has a rotated file open may go on writing it for a while. */
const QUIET_MS = 5_000;

/** Tells whether a file that lost its name, and is shipped, has been left alone for long enough. */
export class Retirement {
  #sinceMs: number | undefined;

  /**
   * Takes note of a look at the file. The time runs from the first look that found it without a name,
   * shipped and untouched: looks may lie far apart, and it may have lost its name just before this one.
   */
  looked(isLeftAlone: boolean, nowMs: number): void {
    this.#sinceMs = isLeftAlone ? (this.#sinceMs ?? nowMs) : undefined;
  }

  isDue(nowMs: number): boolean {
    return this.#sinceMs !== undefined && nowMs - this.#sinceMs >= QUIET_MS;
  }
}
