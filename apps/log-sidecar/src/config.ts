import { parseDuration } from "@sidecar-pair/runtime/duration.ts";
import { LOG_LEVELS } from "@sidecar-pair/runtime/logger.ts";
import type { ConfigOf, Settings } from "@sidecar-pair/runtime/setting.ts";
import {
  durationOfAtLeast,
  listenHost,
  oneOf,
  orOff,
  port,
  sizeOfAtLeast,
  trueOrFalse,
  wholeNumber,
} from "@sidecar-pair/runtime/setting-values.ts";
import { CODECS } from "./chunk/chunk-key.ts";
import { parseName } from "./name-value.ts";
import { chunkSize, filePath, globs, pathOnVolume } from "./setting-values.ts";
import { parseStorageUrl } from "./storage/open-storage.ts";
import { TICK_FORMATS } from "./tick/tick-line.ts";

/** Every setting of log-sidecar; `--help` and the README's table say the same. */
export const settings = {
  tickFile: {
    variable: "TICK_FILE",
    fallback: "/var/log/pod/index.html",
    help: "The file that the sidecar writes; a name in .html makes it a page.",
    parse: filePath,
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
  collect: {
    variable: "COLLECT",
    fallback: "tick file",
    help: "What is shipped: globs on the volume (the folder of TICK_FILE), with commas between: `*.{log,txt},app/**`.",
    parse: globs,
  },
  collectExclude: {
    variable: "COLLECT_EXCLUDE",
    fallback: "none",
    help: "What is not: globs that take away from COLLECT.",
    parse: globs,
  },
  collectEvents: {
    variable: "COLLECT_EVENTS",
    fallback: "auto",
    help: "Whether to rely on inotify: `auto` does as long as it tells of every change, `off` polls.",
    parse: oneOf("auto", "off"),
  },
  shipTo: {
    variable: "SHIP_TO",
    fallback: "off",
    help: "Where to: a URL, see Storages; `off` ships nothing.",
    parse: orOff(parseStorageUrl),
  },
  shipChunkSizeBytes: {
    variable: "SHIP_CHUNK_SIZE",
    fallback: "4MiB",
    help: "Size of a chunk before compression, up to 64MiB.",
    parse: chunkSize,
  },
  shipMaxAgeMs: {
    variable: "SHIP_MAX_AGE",
    fallback: "30s",
    help: "A smaller chunk is shipped when its bytes have waited so long.",
    parse: parseDuration,
  },
  shipConcurrency: {
    variable: "SHIP_CONCURRENCY",
    fallback: "2",
    help: "How many chunks may be in memory at once.",
    parse: wholeNumber(1, 64),
  },
  shipCompression: {
    variable: "SHIP_COMPRESSION",
    fallback: "zstd",
    help: "Compression of a chunk: `zstd`, `gzip` or `none`.",
    parse: oneOf(...CODECS),
  },
  requireStorage: {
    variable: "REQUIRE_STORAGE",
    fallback: "false",
    help: "Not ready until the storage was tried out; EXIT_WITH_MAIN lets main begin only then.",
    parse: trueOrFalse,
    isSwitch: true,
  },
  once: {
    variable: "ONCE",
    fallback: "false",
    help: "Ship all that is there, and exit; writes no ticks.",
    parse: trueOrFalse,
    isSwitch: true,
  },
  onceTimeoutMs: {
    variable: "ONCE_TIMEOUT",
    fallback: "1h",
    help: "How long ONCE may take; what is left then is named, and the next run goes on there. `off`: any time.",
    parse: orOff(durationOfAtLeast(1)),
  },
  exitWithMain: {
    variable: "EXIT_WITH_MAIN",
    fallback: "off",
    help: "Named pipe (relative to the volume) that main holds open: ship all and exit when main has ended.",
    parse: orOff(pathOnVolume),
  },
  stateDir: {
    variable: "STATE_DIR",
    fallback: ".log-sidecar",
    help: "Folder of checkpoints and pins; relative to the volume, and better on it.",
    parse: pathOnVolume,
  },
  pinFiles: {
    variable: "PIN_FILES",
    fallback: "rotated",
    help: "Files that get a hard link: `rotated` ones that are not shipped yet, or `always` each file.",
    parse: oneOf("rotated", "always"),
  },
  pinMaxBytes: {
    variable: "PIN_MAX_BYTES",
    fallback: "auto",
    help: "What may be on the volume only until shipped, or else the oldest file goes; `auto`: half of it.",
    parse: (text) => (text === "auto" ? text : sizeOfAtLeast(0)(text)),
  },
  podName: {
    variable: "POD_NAME",
    fallback: "host name",
    help: "Name of the Pod in the keys of what is shipped; the default is the host name of the first start, kept in STATE_DIR.",
    parse: (text) => (text === "host name" ? undefined : parseName(text)),
  },
  podNamespace: {
    variable: "POD_NAMESPACE",
    fallback: "local",
    help: "Its namespace there.",
    parse: parseName,
  },
  podUid: {
    variable: "POD_UID",
    fallback: "unknown",
    help: "Its UID; told in the log and beside what is shipped.",
    parse: parseName,
  },
  nodeName: {
    variable: "NODE_NAME",
    fallback: "unknown",
    help: "The node it runs on; told in the log and beside what is shipped.",
    parse: parseName,
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

/** With the name that the Pod goes by, wherever it is from. */
export type NamedConfig = Config & { readonly podName: string };
