import type { LocalTrouble } from "../status/local-trouble.ts";
import type { Guarantee } from "../storage/guarantee.ts";

export interface Gap {
  readonly start: number;
  readonly end: number;
  readonly reason: string;
}

/** How shipping goes, since the start of the process. */
export interface ShipSummary {
  /** `ok`, or the code of the error that lasts. */
  readonly storage: string;
  /** What to do about that, where it is known. */
  readonly hint?: string;
  /** What fails beside the storage: the page, the volume, the state, pins, files. */
  readonly troubles: readonly LocalTrouble[];
  /** Another Pod that ships from this volume, with the same STATE_DIR. */
  readonly neighbour?: string;
  /** Undefined as long as the storage was not tried out. */
  readonly guarantee: Guarantee | undefined;
  /** When the storage last acknowledged a chunk, ISO 8601. */
  readonly lastSuccess: string | undefined;
  readonly gaps: number;
  readonly gapBytes: number;
}
