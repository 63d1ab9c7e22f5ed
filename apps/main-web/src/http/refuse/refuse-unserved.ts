import type { Server } from "node:http";
import type { Socket } from "node:net";
import { type ParserError, clientErrorStatus } from "./client-error-status.ts";
import type { Connection } from "../connections/connection.ts";
import { lingerBeforeDestroy } from "../connections/linger.ts";
import type { OpenConnections } from "../open-connections.ts";
import { type RefusalStatus, refuseRaw } from "./refusal.ts";
import type { ServerLimits } from "../server-limits.ts";

export interface RefuseUnservedOptions {
  readonly connections: OpenConnections;
  readonly limits: Pick<ServerLimits, "lingerMs">;
  /** Told each answer. */
  readonly refused: (socket: Socket, status: RefusalStatus) => void;
}

/**
 * Answers what Node makes no request of: bytes that its parser rejects, and CONNECT. In its turn,
 * after the answers that are on their way on the same connection, since a client would take it for
 * one of those.
 */
export function refuseUnserved(server: Server, options: RefuseUnservedOptions): void {
  const { connections, limits, refused } = options;

  function refuse(socket: Socket, status: RefusalStatus): void {
    if (!socket.writable) return;
    refused(socket, status);
    refuseRaw(socket, status);
    lingerBeforeDestroy(socket, limits.lingerMs);
  }

  function reject(connection: Connection, status: RefusalStatus): void {
    const { socket, openResponse } = connection;
    // The parser complains of every packet that comes after the first bad one.
    if (connection.isLast) return;
    connection.isLast = true;
    // Of a client that sent nothing, nobody waits for an answer: it may be a browser's spare one.
    if (socket.bytesRead === 0) socket.destroy();
    else if (openResponse === undefined) refuse(socket, status);
    else openResponse.once("close", () => refuse(socket, status));
  }

  server.on("clientError", (error: ParserError, socket: Socket) => {
    const connection = connections.of(socket);
    const status = clientErrorStatus(error);
    if (status === undefined || connection === undefined) socket.destroy();
    else if (status === 408) afterReading(connection, () => reject(connection, status));
    else reject(connection, status);
  });

  // A tunnel to somewhere else is not to be had here.
  server.on("connect", (_request, stream) => {
    const socket = stream as Socket;
    takeOver(socket);
    const connection = connections.of(socket);
    // Without Node's listeners, an answer that is not whole yet might never be.
    const isStuck = connection?.openResponse?.writableEnded === false;
    if (connection === undefined || isStuck) socket.destroy();
    else reject(connection, 405);
  });
}

/** Node takes all its listeners off the connection of a CONNECT. */
function takeOver(socket: Socket): void {
  // A client that breaks off would end the process.
  socket.on("error", () => {});
  // One that does not read what waits for it would keep that in memory.
  socket.on("timeout", () => socket.destroy());
  // What still comes is thrown away.
  socket.resume();
}

/**
 * Node looks after its timeouts before it reads what has come meanwhile, so that a loop that was
 * busy would blame its clients: the request may be there.
 */
function afterReading(connection: Connection, tooLate: () => void): void {
  const { sinceMs } = connection;
  setImmediate(() => {
    if (connection.sinceMs === sinceMs) tooLate();
  });
}
