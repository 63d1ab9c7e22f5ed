import type { Server } from "node:http";
import type { Socket } from "node:net";
import { type ParserError, clientErrorStatus } from "./client-error-status.ts";
import { lingerBeforeDestroy } from "../connections/linger.ts";
import type { OpenConnections } from "../open-connections.ts";
import { type RefusalStatus, refuseRaw } from "./refusal.ts";
import type { ServerLimits } from "../server-limits.ts";

export interface ClientErrorOptions {
  readonly connections: OpenConnections;
  readonly limits: Pick<ServerLimits, "lingerMs">;
  /** Told each answer. */
  readonly refused: (socket: Socket, status: RefusalStatus) => void;
}

/**
 * Answers what Node's parser rejects, in its turn: after the answers that are on their way on the
 * same connection, since a client would take it for one of those.
 */
export function answerClientErrors(server: Server, options: ClientErrorOptions): void {
  const { connections, limits, refused } = options;

  function refuse(socket: Socket, status: RefusalStatus): void {
    if (!socket.writable) return;
    refused(socket, status);
    refuseRaw(socket, status);
    lingerBeforeDestroy(socket, limits.lingerMs);
  }

  server.on("clientError", (error: ParserError, socket: Socket) => {
    const connection = connections.of(socket);
    const status = clientErrorStatus(error);
    // Of a client that sent nothing, nobody waits for an answer: it may be a browser's spare one.
    if (status === undefined || connection === undefined || socket.bytesRead === 0) {
      socket.destroy();
      return;
    }
    // The parser complains of every packet that comes after the first bad one.
    if (connection.isLast) return;
    connection.isLast = true;
    const open = connection.openResponse;
    if (open === undefined) refuse(socket, status);
    else if (open.writableEnded) open.once("close", () => refuse(socket, status));
    else socket.destroy();
  });
}
