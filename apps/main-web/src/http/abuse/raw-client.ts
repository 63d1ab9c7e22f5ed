import { once } from "node:events";
import { type Socket, connect } from "node:net";

/** Nothing that is asked here takes so long; a test must not hang on a server that does. */
const PATIENCE_MS = 20_000;

/** A client that sends any bytes, and reads what comes back as Latin-1; for tests. */
export class RawClient implements Disposable, AsyncDisposable {
  readonly socket: Socket;
  /** All that has come back. */
  received = "";
  isClosed = false;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.setEncoding("latin1");
    // A reset is an end as well; what matters is what came before it.
    socket.on("error", () => {});
    socket.on("close", () => (this.isClosed = true));
  }

  /** @param reads false for one that never takes anything */
  static async open(port: number, reads = true): Promise<RawClient> {
    const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
    await once(socket, "connect");
    const client = new RawClient(socket);
    if (reads) socket.on("data", (part: string) => (client.received += part));
    return client;
  }

  /** How many answers have begun to arrive with this status. */
  count(status: number): number {
    return this.received.split(`HTTP/1.1 ${status} `).length - 1;
  }

  send(bytes: string): this {
    this.socket.write(bytes, "latin1");
    return this;
  }

  /** Waits until the server has closed its side. @returns all that came back */
  async ended(): Promise<string> {
    if (!this.isClosed && !this.socket.readableEnded) {
      const signal = AbortSignal.timeout(PATIENCE_MS);
      await Promise.race([
        once(this.socket, "end", { signal }),
        once(this.socket, "close", { signal }),
      ]);
    }
    return this.received;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this[Symbol.dispose]();
    await Promise.resolve();
  }

  [Symbol.dispose](): void {
    this.socket.destroy();
  }
}

/** Sends bytes on a connection of their own. @returns all that came back until it was closed */
export async function sendRaw(port: number, bytes: string): Promise<string> {
  using client = await RawClient.open(port);
  return await client.send(bytes).ended();
}

/** @returns the status of each answer in what came back */
export function statusesOf(received: string): number[] {
  return Array.from(received.matchAll(/^HTTP\/1\.1 (\d{3}) /gm), ([, status]) => Number(status));
}
