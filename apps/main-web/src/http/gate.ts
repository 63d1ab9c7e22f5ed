import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { announcesBody, checkRequest, toOriginForm } from "./refuse/check-request.ts";
import { lingerOnClose } from "./connections/linger.ts";
import { endsItsPacket } from "./connections/one-head.ts";
import type { OpenConnections } from "./open-connections.ts";
import { refuse } from "./refuse/refusal.ts";
import type { RequestReport } from "./request-report.ts";
import type { ServerLimits } from "./server-limits.ts";

export interface GateOptions {
  readonly handler: RequestListener;
  readonly connections: OpenConnections;
  readonly limits: ServerLimits;
  readonly isDraining: () => boolean;
  readonly report: RequestReport;
}

/**
 * What every request passes before its handler, and every answer after it. It is part of the hot
 * path: for a plain request it makes no closure and adds no listener.
 */
export function createGate(options: GateOptions): RequestListener {
  const { handler, connections, limits, isDraining, report } = options;

  function answer(request: IncomingMessage, response: ServerResponse): void {
    const status = checkRequest(request, limits.headersMax);
    if (status !== undefined || announcesBody(request) || hidesWhatFollows(request)) {
      // No body is wanted: the answer does not wait for it, and nothing can come after it.
      response.shouldKeepAlive = false;
      lingerOnClose(request.socket, limits.lingerMs);
    }
    if (status === undefined) handler(request, response);
    else refuse(response, status);
  }

  return function gate(request, response) {
    const nowMs = performance.now();
    const connection = connections.begin(response, nowMs);
    if (connection === undefined) return;
    // Tells clients that keep their connection to open the next one elsewhere (RFC 9112, 9.6).
    if (isDraining()) response.shouldKeepAlive = false;
    // Whatever the client sends behind its last request must not take the answer away from it.
    if (!response.shouldKeepAlive) lingerOnClose(request.socket, limits.lingerMs);
    const url = request.url ?? "";
    request.url = toOriginForm(url);
    report.began(request, response);
    try {
      answer(request, response);
    } catch (error) {
      report.failed(error, response);
      if (response.headersSent) response.destroy();
      else refuse(response, 500);
    }
    report.handled(connection, request, response, nowMs);
  };
}

/** Then a client that sent more already has to be told that this is the last answer. */
function hidesWhatFollows({ headers, socket }: IncomingMessage): boolean {
  const { upgrade, connection = "" } = headers;
  return upgrade !== undefined && /\bupgrade\b/i.test(connection) && !endsItsPacket(socket);
}
