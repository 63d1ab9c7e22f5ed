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
    help: "Files to ship: globs relative to the volume (the folder of TICK_FILE), separated by commas: `*.{log,txt},app/**`.",
    parse: globs,
  },
  collectExclude: {
    variable: "COLLECT_EXCLUDE",
    fallback: "none",
    help: "Files not to ship, even if COLLECT selects them: globs.",
    parse: globs,
  },
  collectEvents: {
    variable: "COLLECT_EVENTS",
    fallback: "auto",
    help: "`auto` relies on inotify as long as it reports every change; `off` only polls.",
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
    help: "Not ready until a first test of the storage has passed; with EXIT_WITH_MAIN, main starts only after that.",
    parse: trueOrFalse,
    isSwitch: true,
  },
  once: {
    variable: "ONCE",
    fallback: "false",
    help: "Ship every selected file to its end, then exit; writes no ticks.",
    parse: trueOrFalse,
    isSwitch: true,
  },
  onceTimeoutMs: {
    variable: "ONCE_TIMEOUT",
    fallback: "1h",
    help: "Time limit for ONCE. The log names the files that are left, and the next run continues there. `off`: no limit.",
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
    help: "Folder of checkpoints and loss records; a relative path is on the volume. Better: a volume that only log-sidecar mounts.",
    parse: pathOnVolume,
  },
  pinFiles: {
    variable: "PIN_FILES",
    fallback: "rotated",
    help: "Files that get a hard link until they are shipped: `rotated` only those that were renamed, `always` every file.",
    parse: oneOf("rotated", "always"),
  },
  pinMaxBytes: {
    variable: "PIN_MAX_BYTES",
    fallback: "auto",
    help: "How much space deleted files may take until they are shipped; beyond it the oldest is given up. `auto`: half of the volume.",
    parse: (text) => (text === "auto" ? text : sizeOfAtLeast(0)(text)),
  },
  podName: {
    variable: "POD_NAME",
    fallback: "host name",
    help: "Name of the Pod in the keys of chunks; by default the host name at the first start, which STATE_DIR keeps.",
    parse: (text) => (text === "host name" ? undefined : parseName(text)),
  },
  podNamespace: {
    variable: "POD_NAMESPACE",
    fallback: "local",
    help: "Namespace of the Pod in these keys.",
    parse: parseName,
  },
  podUid: {
    variable: "POD_UID",
    fallback: "unknown",
    help: "UID of the Pod; written to the log, and to the storage with each chain.",
    parse: parseName,
  },
  nodeName: {
    variable: "NODE_NAME",
    fallback: "unknown",
    help: "Node of the Pod; written to the log, and to the storage with each chain.",
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
