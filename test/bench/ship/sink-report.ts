import type { DelayPercentiles } from "./delays.ts";

/**
 * What the sink does with a body: nothing; counts its lines; checks each of them; or looks when it was
 * written.
 */
export type SinkMode = "discard" | "count" | "check" | "delay";

export interface SinkOrder {
  readonly mode: SinkMode;
  /** For `check`: writer → lines. */
  readonly written?: Readonly<Record<string, number>>;
}

export interface SinkReport {
  readonly objects: number;
  readonly receivedBytes: number;
  /** Not in mode `discard`. */
  readonly lines: number;
  /** When the last body was there, in milliseconds since 1970. */
  readonly lastMs: number;
  readonly verdict?: {
    readonly lost: number;
    readonly duplicates: number;
    readonly strange: number;
  };
  readonly delays?: DelayPercentiles | undefined;
}
