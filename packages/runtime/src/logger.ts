import { type Logger, pino, stdTimeFunctions } from "pino";
import { printable } from "./printable.ts";

export type { Logger } from "pino";

export const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/**
 * JSON lines on standard output, written synchronously: a line that was logged is there after a
 * crash. Nothing is transformed in a worker thread, which would cost 10 MB and lose that.
 */
export function createLogger(name: string, level: LogLevel): Logger {
  return pino({
    level,
    base: { container: name },
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    // A line is JSON, in which C1 and bidirectional controls may stand; `kubectl logs` shows it.
    hooks: { streamWrite: (line) => `${printable(line.trimEnd())}\n` },
  });
}
