import { type Logger, pino, stdTimeFunctions } from "pino";
import type { LineOutput } from "./line-output.ts";
import { printable } from "./printable.ts";
import { standardOutput } from "./standard-output.ts";

export type { Logger } from "pino";

export const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/**
 * JSON lines on standard output, written synchronously: a line that was logged is there after a
 * crash. Nothing is transformed in a worker thread, which would cost 10 MB and lose that.
 *
 * Pino's own destination is not used: it retries for ever, and blocks, when a disk or a pipe is full.
 */
export function createLogger(
  name: string,
  level: LogLevel,
  output: LineOutput = standardOutput(),
): Logger {
  const logger = pino(
    {
      level,
      base: { container: name },
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      // A line is JSON, in which C1 and bidirectional controls may stand; `kubectl logs` shows it.
      hooks: { streamWrite: (line) => `${printable(line.trimEnd())}\n` },
    },
    output,
  );
  output.onRecovery = (lines) => {
    logger.warn({ lines }, "log lines were dropped: standard output did not take them");
  };
  return logger;
}
