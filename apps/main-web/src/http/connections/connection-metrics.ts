import { Counter, Gauge, type Registry } from "@sidecar-pair/runtime/prometheus.ts";
import { OCCUPATIONS } from "./choose-victims.ts";
import type { OpenConnections } from "../open-connections.ts";

export function registerConnectionMetrics(registry: Registry, connections: OpenConnections): void {
  registry.registerMetric(
    new Gauge({
      name: "main_web_connections",
      help: "Open connections to the page's port, by what they do.",
      labelNames: ["state"],
      registers: [],
      collect() {
        for (const state of OCCUPATIONS) this.set({ state }, connections.count(state));
      },
    }),
  );
  registry.registerMetric(
    new Counter({
      name: "main_web_connections_closed_total",
      help: "Connections closed to keep within limits, by what they did or why there was no room.",
      labelNames: ["reason"],
      registers: [],
      collect() {
        this.reset();
        for (const [reason, count] of Object.entries(connections.closed)) {
          this.inc({ reason }, count);
        }
      },
    }),
  );
}
