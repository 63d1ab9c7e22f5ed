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
  /** How many files there are. */
  readonly files: number;
  readonly laggingMost: readonly {
    readonly path: string;
    readonly generation: string;
    readonly position: number;
    readonly lagBytes: number;
  }[];
}

/** A Pod may have a thousand files; whoever looks wants to know which are behind. */
const FILES_MAX = 20;

export function lagOf(chains: readonly ChainStatus[]): Lag {
  return {
    bytes: chains.reduce((sum, { lagBytes }) => sum + lagBytes, 0),
    ms: Math.max(0, ...chains.map(({ lagMs }) => lagMs)),
  };
}

/** Where the sidecar ships to, how that goes, and the files that are behind most. */
export function statusOf(
  chains: readonly ChainStatus[],
  shipTo: string,
  summary: ShipSummary,
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
    lagBytes: lag.bytes,
    lagSeconds: lag.ms / 1_000,
    files: files.length,
    laggingMost: files.slice(0, FILES_MAX),
  };
}
