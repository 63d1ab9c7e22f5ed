import type { ChainName, Codec } from "../chunk/chunk-key.ts";
import type { Storage } from "../storage/storage.ts";
import type { Checkpoints } from "./checkpoints.ts";
import type { CutLimits } from "./cut.ts";
import type { ShipReport } from "./ship-report.ts";
import type { Line } from "./pool.ts";
import type { Slot } from "./slots.ts";

/** What all chains of a process share. */
export interface ShipContext {
  readonly storage: Storage;
  readonly checkpoints: Checkpoints;
  readonly pod: Pick<ChainName, "namespace" | "pod">;
  /** Told beside each chain: the Pod's UID, its node. */
  readonly origin?: Readonly<Record<string, string>>;
  readonly codec: Codec;
  readonly limits: CutLimits;
  /** Bounds how many chunks are in memory. */
  readonly slots: Line<Slot>;
  readonly report: ShipReport;
  readonly nowMs: () => number;
  /** For one call to the storage: aborts when that takes too long, or shipping is given up. */
  readonly callSignal: () => AbortSignal;
}
