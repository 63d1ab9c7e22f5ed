import type { Logger } from "@sidecar-pair/runtime/logger.ts";
import { askAtOnce } from "./ask-at-once.ts";
import type { OwnRequests } from "./own-requests.ts";
import { Watchdog } from "./watchdog.ts";

export interface WatchOwnPortOptions {
  /** That the page's port listens on; `undefined` is every address. */
  readonly host: string | undefined;
  readonly port: number;
  readonly own: OwnRequests;
  readonly logger: Logger;
  /** When the server begins to stop: what it answers from then on proves nothing. */
  readonly stop: AbortSignal;
}

/** A healthy server answers in a millisecond; one that is slow for so long has clients that gave up. */
const DEADLINE_MS = 5_000;

const HINT = "the liveness probe restarts main-web; this is a bug: please report it with this log";

/** Watches the server of the page from within its process. */
export function watchOwnPort(options: WatchOwnPortOptions): Watchdog {
  const { host, port, own, logger, stop } = options;
  const address = { host: loopbackOf(host), port };
  return new Watchdog({
    ask: () => askAtOnce({ ...address, own, deadlineMs: DEADLINE_MS }),
    changed: (health) => {
      if (health.ok) logger.info(address, "the page's port works again");
      else {
        const { reason } = health;
        logger.error({ ...address, reason, hint: HINT }, "the page's port gives wrong answers");
      }
    },
    stop,
  });
}

/** @returns where a server that listens on this address can be reached from its own machine */
export function loopbackOf(host: string | undefined): string {
  if (host === undefined || host === "0.0.0.0") return "127.0.0.1";
  return host === "::" ? "::1" : host;
}
