import { Counter, Gauge, type Registry } from "./prometheus.ts";
import { droppedLogLines } from "./standard-output.ts";

/**
 * The process metrics that every Prometheus client offers, under their standard names
 * (prometheus.io/docs/instrumenting/writing_clientlibs/#process-metrics), read when they are
 * scraped. prom-client's own set is not used: it samples the event loop a hundred times a second.
 */
export function registerProcessMetrics(registry: Registry): void {
  const startTimeSeconds = Date.now() / 1_000 - process.uptime();
  const gauges: readonly [name: string, help: string, read: () => number][] = [
    [
      "process_start_time_seconds",
      "Start time of the process since unix epoch in seconds.",
      () => startTimeSeconds,
    ],
    [
      "process_resident_memory_bytes",
      "Resident memory size in bytes.",
      () => process.memoryUsage.rss(),
    ],
    [
      "nodejs_heap_size_used_bytes",
      "Process heap size used from Node.js in bytes.",
      () => process.memoryUsage().heapUsed,
    ],
    [
      "nodejs_eventloop_utilization",
      "Share of the time since the start in which the event loop was busy.",
      () => performance.eventLoopUtilization().utilization,
    ],
  ];
  for (const [name, help, read] of gauges) {
    const collect = function (this: Gauge): void {
      this.set(read());
    };
    registry.registerMetric(new Gauge({ name, help, registers: [], collect }));
  }
  const counters: readonly [name: string, help: string, read: () => number][] = [
    [
      "process_cpu_seconds_total",
      "Total user and system CPU time spent in seconds.",
      () => {
        const { user, system } = process.cpuUsage();
        return (user + system) / 1e6;
      },
    ],
    [
      "log_lines_dropped_total",
      "Log lines that standard output did not take: its disk or pipe is full, or nobody reads it.",
      droppedLogLines,
    ],
  ];
  for (const [name, help, read] of counters) {
    const collect = function (this: Counter): void {
      this.reset();
      this.inc(read());
    };
    registry.registerMetric(new Counter({ name, help, registers: [], collect }));
  }
}
