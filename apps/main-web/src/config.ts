import { parseDuration } from "@sidecar-pair/runtime/duration.ts";
import { LOG_LEVELS } from "@sidecar-pair/runtime/logger.ts";
import type { ConfigOf, Settings } from "@sidecar-pair/runtime/setting.ts";
import {
  absolutePath,
  listenHost,
  oneOf,
  orOff,
  port,
} from "@sidecar-pair/runtime/setting-values.ts";
import { parseAccessLogRatio } from "./http/report/access-log-ratio.ts";

/** Every setting of main-web; `--help` and the README's table say the same. */
export const settings = {
  webRoot: {
    variable: "WEB_ROOT",
    fallback: "/srv/www",
    help: "Where the shared volume is; the page is index.html in it.",
    parse: absolutePath,
  },
  port: {
    variable: "PORT",
    fallback: "80",
    help: "Port that the page is served on.",
    parse: port,
  },
  host: {
    variable: "HOST",
    fallback: "*",
    help: "Address that both ports listen on; `*` is every address.",
    parse: listenHost,
  },
  managementPort: {
    variable: "MANAGEMENT_PORT",
    fallback: "9180",
    help: "Port of /livez, /readyz, /metrics and /version; `off` opens none.",
    parse: orOff(port),
  },
  maxPageAgeMs: {
    variable: "MAX_PAGE_AGE",
    fallback: "30s",
    help: "Not ready when the page is older than this; `off` for any age.",
    parse: orOff(parseDuration),
  },
  shutdownDelayMs: {
    variable: "SHUTDOWN_DELAY",
    fallback: "5s",
    help: "After SIGTERM, how long to go on serving while not ready.",
    parse: parseDuration,
  },
  drainTimeoutMs: {
    variable: "DRAIN_TIMEOUT",
    fallback: "10s",
    help: "After that, how long open requests may take to end.",
    parse: parseDuration,
  },
  accessLogRatio: {
    variable: "ACCESS_LOG",
    fallback: "off",
    help: "Lines for requests: `off`, `sampled` (1 in 100), a ratio such as `0.05`, or `all`.",
    parse: parseAccessLogRatio,
  },
  logLevel: {
    variable: "LOG_LEVEL",
    fallback: "info",
    help: "trace, debug (one line per request), info, warn, error, fatal or silent.",
    parse: oneOf(...LOG_LEVELS),
  },
} satisfies Settings;

export type Config = ConfigOf<typeof settings>;
