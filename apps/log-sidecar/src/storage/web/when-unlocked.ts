import { setTimeout as sleep } from "node:timers/promises";
import type { HttpAnswer } from "../http/transport.ts";
import type { WebClient, WebRequest } from "./web-client.ts";

const LOCKED = 423;
/** Another request for the same name holds its lock for as long as a rename takes. */
const TRIES = 20;
const PAUSE_MS = 25;

/**
 * A request to a WebDAV server that may lock a name while it works on it (rclone does).
 *
 * @returns the answer, 423 only if it is locked for longer
 * @throws StorageError
 */
export async function whenUnlocked(
  client: WebClient,
  url: URL,
  request: WebRequest,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  for (let tries = 1; ; tries++) {
    const answer = await client.request(url, request, signal);
    if (answer.status !== LOCKED || tries === TRIES) return answer;
    await sleep(PAUSE_MS, undefined, { signal }).catch(() => signal.throwIfAborted());
  }
}
