import { randomUUID } from "node:crypto";
import type { Environment } from "@sidecar-pair/runtime/command.ts";
import type { Logger } from "@sidecar-pair/runtime/logger.ts";
import { Gauge, type Registry } from "@sidecar-pair/runtime/prometheus.ts";
import type { NamedConfig } from "../config.ts";
import { canaryFolder } from "../chunk/chunk-key.ts";
import { openStorage } from "../storage/open-storage.ts";
import { ProvenStorage } from "../storage/proven-storage.ts";
import { selectionOf } from "../collect/selection.ts";
import { placesOf } from "../places.ts";
import { stateOnVolume } from "../volume/state-place.ts";
import { callTimeoutMs } from "./call-timeout.ts";
import { NeighbourWatch } from "./neighbour-watch.ts";
import { ShipReport } from "./ship-report.ts";
import { Shipping } from "./shipping.ts";
import type { StorageGate } from "./storage-gate.ts";

export interface ShippingEnvironment {
  readonly logger: Logger;
  readonly env: Environment;
  readonly registry: Registry;
  /** Whose end a drain waits for, if it can be seen. */
  readonly main?: { readonly isHeld: boolean } | undefined;
  /** What opens when the storage has been tried out, if anyone waits for that. */
  readonly gate?: StorageGate | undefined;
}

const STATE_HINT =
  "mount a separate volume for STATE_DIR: whoever can write to the shared volume can forge the state";

/** Sets shipping up as configured; undefined when nothing is shipped, at no cost in memory. */
export async function createShipping(
  config: NamedConfig,
  { logger, env, registry, main, gate }: ShippingEnvironment,
): Promise<Shipping | undefined> {
  const { shipTo } = config;
  if (shipTo === undefined) return undefined;
  const places = placesOf(config);
  const report = new ShipReport(logger, registry);
  if (stateOnVolume(places) !== undefined) {
    const stateDir = places.stateFolder;
    logger.warn({ stateDir, hint: STATE_HINT }, "STATE_DIR is on the shared volume");
  }
  const pod = { namespace: config.podNamespace, pod: config.podName };
  const storage = new ProvenStorage(await openStorage(shipTo, env), {
    folder: canaryFolder(pod),
    callSignal: () => AbortSignal.timeout(callTimeoutMs(0)),
    proven: (guarantee, ability) => report.proven(guarantee, ability),
  });
  // So that its promise is known, and what is wrong is told, before there is anything to ship.
  const failed = (error: unknown): void => {
    if (!storage.isDisposed) report.storageFailed(error);
  };
  if (gate === undefined) storage.prove().catch(failed);
  else void gate.openWhen(() => storage.prove(), failed);
  const shipping = new Shipping({
    selection: selectionOf(places, places.include, places.exclude),
    context: {
      storage,
      pod,
      origin: { podUid: config.podUid, nodeName: config.nodeName },
      codec: config.shipCompression,
      limits: { chunkBytes: config.shipChunkSizeBytes, maxAgeMs: config.shipMaxAgeMs },
    },
    report,
    concurrency: config.shipConcurrency,
    pinsAlways: config.pinFiles === "always",
    pinBytesMax: config.pinMaxBytes,
    isWriterThere: () => main?.isHeld ?? false,
    usesEvents: config.collectEvents === "auto",
    neighbours: new NeighbourWatch({
      place: places,
      self: { id: randomUUID(), pod: config.podName, node: config.nodeName },
      looked: (neighbour) => report.neighbourLooked(neighbour),
    }),
  });
  registerGauges(registry, shipping, config.shipMaxAgeMs);
  return shipping;
}

function registerGauges(registry: Registry, shipping: Shipping, maxAgeMs: number): void {
  const gauges: readonly [name: string, help: string, read: () => number][] = [
    ["held_bytes", "Bytes that are on the volume only until shipped.", () => shipping.heldBytes],
    ["held_bytes_limit", "What these may come to; +Inf if unknown.", () => shipping.heldBytesMax],
    ["lag_bytes", "Bytes of files that are not shipped.", () => shipping.lag.bytes],
    ["lag_seconds", "How long the oldest of them have waited.", () => shipping.lag.ms / 1_000],
    ["max_age_seconds", "How long a small chunk waits: SHIP_MAX_AGE.", () => maxAgeMs / 1_000],
  ];
  for (const [name, help, read] of gauges) {
    const collect = function (this: Gauge): void {
      this.set(read());
    };
    const gauge = { name: `log_sidecar_ship_${name}`, help, registers: [], collect };
    registry.registerMetric(new Gauge(gauge));
  }
}
