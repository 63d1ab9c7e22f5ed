import type { RequestListener, Server } from "node:http";
import { Server as NetServer } from "node:net";
import { untilAborted } from "@sidecar-pair/runtime/lifecycle.ts";
import { type ListenAddress, listen } from "@sidecar-pair/runtime/listen.ts";
import { createServer } from "@sidecar-pair/runtime/node-http.ts";
import { createGate } from "./gate.ts";
import { OpenConnections } from "./open-connections.ts";
import { refuseUnserved } from "./refuse/refuse-unserved.ts";
import type { PlainAnswer } from "./plain-answer.ts";
import { answerPlainRequests } from "./plain-requests.ts";
import type { RequestReport } from "./request-report.ts";
import { SERVER_LIMITS, type ServerLimits } from "./server-limits.ts";

export interface PageServerOptions {
  readonly handler: RequestListener;
  /** Answers plain requests; without it they are parsed by Node.js like all others. */
  readonly plainAnswer?: PlainAnswer;
  readonly address: ListenAddress;
  readonly report: RequestReport;
  /** Then every answer is the last one of its connection. @default never */
  readonly isDraining?: () => boolean;
  /** @default SERVER_LIMITS */
  readonly limits?: Partial<ServerLimits>;
}

export interface PageServer {
  readonly port: number;
  readonly connections: OpenConnections;
  /**
   * Stops accepting, lets open requests end, and cuts what is left when `deadline` aborts.
   *
   * @returns how many connections were cut
   */
  close(deadline: AbortSignal): Promise<number>;
}

const IDLE_CHECK_MS = 50;

/** Starts the server of the page. @throws the system's error when the port cannot be had */
export async function startPageServer(options: PageServerOptions): Promise<PageServer> {
  const { handler, plainAnswer, address, report, isDraining = () => false } = options;
  const limits = { ...SERVER_LIMITS, ...options.limits };
  const server = createLimitedServer(limits);
  const connections = new OpenConnections(server, limits);
  const gate = createGate({ handler, connections, limits, isDraining, report });
  server.on("request", gate);
  // Instead of an invitation to send the body, which nobody wants (RFC 9110, 10.1.1).
  server.on("checkContinue", gate);
  server.on("checkExpectation", gate);
  // What is logged of each request is known to the gate alone.
  const answer = report.isDetailed ? undefined : plainAnswer;
  answerPlainRequests(server, { connections, limits, isDraining, report, answer });
  refuseUnserved(server, {
    connections,
    limits,
    refused: ({ remoteAddress }, status) => report.refused(remoteAddress, status),
  });
  return {
    port: await listen(server, address),
    connections,
    close: (deadline) => close(server, connections, deadline),
  };
}

function createLimitedServer(limits: ServerLimits): Server {
  const server = createServer({
    maxHeaderSize: limits.headBytesMax,
    headersTimeout: limits.headTimeoutMs,
    // Heads only: no body is waited for.
    requestTimeout: limits.headTimeoutMs,
    keepAliveTimeout: limits.keepAliveMs,
    connectionsCheckingInterval: limits.checkIntervalMs,
    // Looked at by the gate, which answers as everywhere else.
    requireHostHeader: false,
    // Node would take the first of two dates, and leave the condition standing that it makes no sense in.
    joinDuplicateHeaders: true,
  });
  server.timeout = limits.stallTimeoutMs;
  // One more than is allowed, which the gate refuses; Node only leaves out those beyond.
  server.maxHeadersCount = limits.headersMax + 1;
  return server;
}

async function close(
  server: Server,
  connections: OpenConnections,
  deadline: AbortSignal,
): Promise<number> {
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
}
