import type { RequestListener } from "node:http";
import { Server as NetServer } from "node:net";
import { untilAborted } from "@sidecar-pair/runtime/lifecycle.ts";
import { type ListenAddress, listen } from "@sidecar-pair/runtime/listen.ts";
import { createServer } from "@sidecar-pair/runtime/node-http.ts";
import { OpenConnections } from "./open-connections.ts";
import type { RepeatAnswer } from "./repeat-answer.ts";
import { answerRepeats } from "./repeated-requests.ts";

export interface PageServer {
  readonly port: number;
  /**
   * Stops accepting, lets open requests end, and cuts what is left when `deadline` aborts.
   *
   * @returns how many connections were cut
   */
  close(deadline: AbortSignal): Promise<number>;
}

export interface PageServerOptions {
  /** @default 30 s */
  readonly stallTimeoutMs?: number;
  /** Answers repeated requests; without it they are parsed like all others. */
  readonly repeatAnswer?: RepeatAnswer;
}

/** What one client may hold, and for how long. */
const LIMITS = {
  maxHeaderSize: 8_192,
  headersTimeout: 5_000,
  requestTimeout: 10_000,
  /** Longer than the idle time of the usual load balancers (60 s), which must not lose the race. */
  keepAliveTimeout: 65_000,
  connectionsCheckingInterval: 1_000,
} as const;
const CONNECTIONS_MAX = 1_024;
/** A client that takes nothing for so long is cut: it holds a version of the page in memory. */
const STALL_TIMEOUT_MS = 30_000;
const IDLE_CHECK_MS = 50;

/** Starts the server of the page. @throws the system's error when the port cannot be had */
export async function startPageServer(
  handler: RequestListener,
  address: ListenAddress,
  { stallTimeoutMs = STALL_TIMEOUT_MS, repeatAnswer }: PageServerOptions = {},
): Promise<PageServer> {
  const server = createServer(LIMITS);
  const connections = new OpenConnections(server);
  server.on("request", handler);
  if (repeatAnswer !== undefined) answerRepeats(server, connections, repeatAnswer);
  server.maxConnections = CONNECTIONS_MAX;
  server.timeout = stallTimeoutMs;
  const port = await listen(server, address);
  return {
    port,
    close: async (deadline) => {
      const closed = new Promise<void>((resolve) => {
        // Not the close() of http.Server, which cuts responses that are still being sent.
        NetServer.prototype.close.call(server, () => resolve());
      });
      connections.closeResting();
      const resting = setInterval(() => connections.closeResting(), IDLE_CHECK_MS);
      await Promise.race([closed, untilAborted(deadline)]);
      clearInterval(resting);
      const cut = connections.closeAll();
      await closed;
      return cut;
    },
  };
}
