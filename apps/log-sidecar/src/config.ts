import { parseDuration } from "@sidecar-pair/runtime/duration.ts";
import { LOG_LEVELS } from "@sidecar-pair/runtime/logger.ts";
import type { ConfigOf, Settings } from "@sidecar-pair/runtime/setting.ts";
import {
  absolutePath,
  durationOfAtLeast,
  listenHost,
  oneOf,
  orOff,
  port,
  sizeOfAtLeast,
  wholeNumber,
} from "@sidecar-pair/runtime/setting-values.ts";
import { TICK_FORMATS } from "./tick/tick-line.ts";

/** Every setting of log-sidecar; `--help` and the README's table say the same. */
export const settings = {
  tickFile: {
    variable: "TICK_FILE",
    fallback: "/var/log/pod/index.html",
    help: "The file that the sidecar writes; a name in .html makes it a page.",
    parse: absolutePath,
  },
  tickIntervalMs: {
    variable: "TICK_INTERVAL",
    fallback: "5s",
    help: "Time from one line to the next; `off` writes none.",
    parse: orOff(durationOfAtLeast(1)),
  },
  tickFormat: {
    variable: "TICK_FORMAT",
    fallback: "date",
    help: "Form of a line: `date` (Sun Nov 22 19:20:37 UTC 2026) or `iso`.",
    parse: oneOf(...TICK_FORMATS),
  },
  tickMaxSizeBytes: {
    variable: "TICK_MAX_SIZE",
    fallback: "1MiB",
    help: "Size at which the file is rotated.",
    parse: sizeOfAtLeast(1_024),
  },
  tickKeep: {
    variable: "TICK_KEEP",
    fallback: "1",
    help: "How many rotated files stay (index.html.1 is the newest).",
    parse: wholeNumber(0, 99),
  },
  host: {
    variable: "HOST",
    fallback: "*",
    help: "Address that the management port listens on; `*` is every address.",
    parse: listenHost,
  },
  managementPort: {
    variable: "MANAGEMENT_PORT",
    fallback: "9181",
    help: "Port of /livez, /readyz, /metrics and /version; `off` opens none.",
    parse: orOff(port),
  },
  drainTimeoutMs: {
    variable: "DRAIN_TIMEOUT",
    fallback: "20s",
    help: "How long the sidecar may take to finish after SIGTERM.",
    parse: parseDuration,
  },
  logLevel: {
    variable: "LOG_LEVEL",
    fallback: "info",
    help: "trace, debug (one line per tick), info, warn, error, fatal or silent.",
    parse: oneOf(...LOG_LEVELS),
  },
} satisfies Settings;

export type Config = ConfigOf<typeof settings>;
