import type { Server } from "node:http";
import type { Socket } from "node:net";

interface ConnectionState {
  /** Responses that are not sent to their last byte. */
  openResponses: number;
  /** What had come in when the last response was sent: more is the beginning of a request. */
  bytesReadAtRest: number;
}

/**
 * The connections of a server, and which of them rest. Node's own `closeIdleConnections()`, which
 * its `close()` calls, takes a response for done as soon as `end()` was called, and cuts those that
 * are still being sent.
 */
export class OpenConnections {
  readonly #states = new Map<Socket, ConnectionState>();

  constructor(server: Server) {
    server.on("connection", (socket) => {
      this.#states.set(socket, { openResponses: 0, bytesReadAtRest: 0 });
      socket.once("close", () => this.#states.delete(socket));
    });
    server.on("request", ({ socket }, response) => {
      const state = this.#states.get(socket);
      if (state === undefined) return;
      state.openResponses++;
      response.once("close", () => {
        state.openResponses--;
        state.bytesReadAtRest = socket.bytesRead;
      });
    });
  }

  /** Takes note of a request of so many bytes that was answered without a response object. */
  answered(socket: Socket, lengthBytes: number): void {
    const state = this.#states.get(socket);
    if (state !== undefined) state.bytesReadAtRest += lengthBytes;
  }

  /** Closes the connections on which nothing is under way. */
  closeResting(): void {
    for (const [socket, { openResponses, bytesReadAtRest }] of this.#states) {
      const isSent = openResponses === 0 && socket.writableLength === 0;
      if (isSent && socket.bytesRead === bytesReadAtRest) socket.destroy();
    }
  }

  /** Closes them all. @returns how many there were */
  closeAll(): number {
    const count = this.#states.size;
    for (const socket of this.#states.keys()) socket.destroy();
    return count;
  }
}
