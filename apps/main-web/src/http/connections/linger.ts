import type { Socket } from "node:net";

/**
 * Has a connection closed in stages once its answer is sent: nothing more goes out, and what still
 * comes in is thrown away for a while. Closing both ways with bytes unread would reset it, and the
 * client might never see the answer (RFC 9112, 9.6).
 */
export function lingerOnClose(socket: Socket, lingerMs: number): void {
  // Node calls it after an answer with `Connection: close`.
  socket.destroySoon = () => {
    socket.end();
    lingerBeforeDestroy(socket, lingerMs);
  };
}

/** For a connection whose own side has ended. */
export function lingerBeforeDestroy(socket: Socket, lingerMs: number): void {
  const timer = setTimeout(() => socket.destroy(), lingerMs);
  socket.once("close", () => clearTimeout(timer));
}
