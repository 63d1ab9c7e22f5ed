/**
 * What is used of prom-client. Its entry also loads its default metrics, which nobody uses here (see
 * process-metrics.ts), and with them Node's profilers: 9 MB of memory in each process.
 */
export { default as Counter } from "prom-client/lib/counter.js";
export { default as Gauge } from "prom-client/lib/gauge.js";
export { default as Registry } from "prom-client/lib/registry.js";
