/** As much of a collected file as the decision needs. */
export interface Unnamed {
  /** Whether a selected name leads to it. */
  readonly isNamed: boolean;
  /** Since when it is shipped to its end, and nobody has written to it. */
  readonly quietSinceMs: number;
}

/** A writer that still has a rotated file open may go on writing it for a while. */
const QUIET_MS = 5_000;

/** Tells whether a file that lost its name, and is shipped, has been left alone for long enough. */
export function isOver({ isNamed, quietSinceMs }: Unnamed, nowMs: number): boolean {
  return !isNamed && nowMs - quietSinceMs >= QUIET_MS;
}
