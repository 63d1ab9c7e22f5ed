import { parseDuration } from "@sidecar-pair/runtime/duration.ts";
import { LOG_LEVELS } from "@sidecar-pair/runtime/logger.ts";
import type { ConfigOf, Settings } from "@sidecar-pair/runtime/setting.ts";
import { sidecarUrl } from "./live/sidecar-url.ts";
import {
  absolutePath,
  listenHost,
  oneOf,
  orOff,
  port,
  wholeNumber,
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
  sidecarUrl: {
    variable: "SIDECAR_URL",
    fallback: "http://127.0.0.1:9181",
    help: "Management port of the sidecar, whose state the live page shows; `off` shows none.",
    parse: orOff(sidecarUrl),
  },
  liveClientsMax: {
    variable: "LIVE_CLIENTS_MAX",
    fallback: "500",
    help: "How many browsers may listen to /events at once; more are asked to come later.",
    parse: wholeNumber(0, 10_000),
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
