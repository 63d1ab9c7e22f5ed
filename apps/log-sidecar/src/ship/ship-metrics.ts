import { Counter, Gauge, type Registry } from "@sidecar-pair/runtime/prometheus.ts";

export interface ShipMetrics {
  readonly bytes: Counter;
  readonly chunks: Counter;
  readonly adopted: Counter;
  readonly gapBytes: Counter;
  readonly givenUp: Counter;
  readonly errors: Counter<"code">;
  readonly localErrors: Counter<"what" | "code">;
  readonly unusedCheckpoints: Counter<"reason">;
  readonly lastSuccess: Gauge;
}

export function createShipMetrics(registry: Registry): ShipMetrics {
  const registers = [registry];
  const counter = (name: string, help: string): Counter =>
    new Counter({ name: `log_sidecar_ship_${name}`, help, registers });
  return {
    bytes: counter("bytes_total", "Bytes of files that the storage has acknowledged."),
    chunks: counter("chunks_total", "Chunks that the storage has acknowledged."),
    adopted: counter("adopted_chunks_total", "Chunks that were in the storage already."),
    gapBytes: counter("gap_bytes_total", "Bytes that were lost before they were shipped."),
    givenUp: counter("given_up_bytes_total", "Bytes of files given up to free the volume."),
    errors: new Counter({
      name: "log_sidecar_ship_errors_total",
      help: "Failed calls to the storage, by code.",
      labelNames: ["code"],
      registers,
    }),
    localErrors: new Counter({
      name: "log_sidecar_ship_local_errors_total",
      help: "What failed on this machine: reading the volume or a file, pins, state.",
      labelNames: ["what", "code"],
      registers,
    }),
    unusedCheckpoints: new Counter({
      name: "log_sidecar_ship_checkpoints_unused_total",
      help: "Checkpoints that could not be used: damaged, or of another storage.",
      labelNames: ["reason"],
      registers,
    }),
    lastSuccess: new Gauge({
      name: "log_sidecar_ship_last_success_timestamp_seconds",
      help: "When the storage last acknowledged a chunk, seconds since unix epoch.",
      registers,
    }),
  };
}
