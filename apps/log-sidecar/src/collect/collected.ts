import type { Pin } from "./pins.ts";
import type { SourceFile } from "./source-file.ts";

/** A generation of a file that is collected, held open, and where it stands on the volume. */
export interface Collected {
  readonly source: SourceFile;
  /** The path it was first found under. */
  readonly path: string;
  /** Whether a selected name leads to it, by the last scan. */
  isNamed: boolean;
  /** The selected path that it was last seen under. */
  seenUnder: string | undefined;
  /** The scan that has last seen it under a selected name, and under `path`. */
  scanNumber: number;
  pathScanNumber: number;
  /** When it was found to have left `path`, on the clock of the collector. */
  leftPathAtMs: number | undefined;
  pin: Pin | undefined;
}
