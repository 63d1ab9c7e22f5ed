import type { Socket } from "node:net";

/** The addresses of a connection, as either of its ends has them. */
type Ends = Pick<Socket, "remoteAddress" | "remotePort" | "localAddress">;

/** Knows the connections on which this process asks its own port: they are no traffic. */
export class OwnRequests {
  readonly #ports = new Set<number>();

  /** @param port that such a connection comes from. @returns what ends it */
  begin(port: number): Disposable {
    this.#ports.add(port);
    return { [Symbol.dispose]: () => this.#ports.delete(port) };
  }

  /**
   * Whether it is the server's end of one. It is part of the hot path: mostly there is none.
   *
   * Nobody else can come from the same port of this machine at the same time, and from another machine
   * the two addresses differ.
   */
  includes(socket: Ends): boolean {
    if (this.#ports.size === 0) return false;
    const { remoteAddress, remotePort, localAddress } = socket;
    return (
      remotePort !== undefined && remoteAddress === localAddress && this.#ports.has(remotePort)
    );
  }
}
