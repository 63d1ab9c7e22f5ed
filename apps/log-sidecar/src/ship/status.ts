import type { LocalTrouble } from "../status/local-trouble.ts";
import type { ShipSummary } from "./ship-summary.ts";

/** As much of a chain as a status shows. */
export interface ChainStatus {
  readonly path: string;
  readonly source: { readonly generationId: string };
  readonly position: number;
  readonly lagBytes: number;
  readonly lagMs: number;
}

export interface Lag {
  readonly bytes: number;
  /** How long the oldest of them have waited. */
  readonly ms: number;
}

/** What `/status` answers. */
export interface ShippingStatus extends ShipSummary {
  readonly shipTo: string;
  readonly lagBytes: number;
  readonly lagSeconds: number;
  /** How many files there are, and how many of them wait for a descriptor. */
  readonly files: number;
  readonly filesWaiting: number;
  /** Said where an application can forge the state. */
  readonly state?: "on the shared volume";
  readonly laggingMost: readonly {
    readonly path: string;
    readonly generation: string;
    readonly position: number;
    readonly lagBytes: number;
  }[];
}

/** Files that are open, and others. */
export interface FileCounts {
  readonly files: number;
  readonly filesWaiting: number;
  /** What the new ones of those hold. */
  readonly waitingBytes: number;
}

/** A Pod may have a thousand files; whoever looks wants to know which are behind. */
const FILES_MAX = 20;

export function lagOf(chains: readonly ChainStatus[]): Lag {
  return {
    bytes: chains.reduce((sum, { lagBytes }) => sum + lagBytes, 0),
    ms: Math.max(0, ...chains.map(({ lagMs }) => lagMs)),
  };
}

/** A status with what else fails on this machine; first, as it is what others follow from. */
export function withTroubles(
  status: ShippingStatus,
  troubles: readonly LocalTrouble[],
): ShippingStatus {
  return { ...status, troubles: [...troubles, ...status.troubles] };
}

/** Whether all is well: exit code 0 of `status`. */
export function isWell({ storage, troubles }: ShippingStatus): boolean {
  return storage === "ok" && troubles.length === 0;
}

/** Where the sidecar ships to, how that goes, and the files that are behind most. */
export function statusOf(
  chains: readonly ChainStatus[],
  shipTo: string,
  summary: ShipSummary,
  { files: count, filesWaiting, waitingBytes }: FileCounts,
): ShippingStatus {
  const lag = lagOf(chains);
  const files = chains
    .map(({ path, source, position, lagBytes }) => {
      return { path, generation: source.generationId, position, lagBytes };
    })
    .toSorted((a, b) => b.lagBytes - a.lagBytes);
  return {
    shipTo,
    ...summary,
    lagBytes: lag.bytes + waitingBytes,
    lagSeconds: lag.ms / 1_000,
    files: count,
    filesWaiting,
    laggingMost: files.slice(0, FILES_MAX),
  };
}
