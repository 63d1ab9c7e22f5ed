import { once } from "node:events";
import type { Server } from "node:http";

export interface ListenAddress {
  /** `undefined`: every address, IPv6 and IPv4, also where the kernel has no IPv6. */
  readonly host: string | undefined;
  readonly port: number;
}

/** Connections that the kernel keeps until they are accepted; it cuts this to `somaxconn`. */
const BACKLOG = 4_096;

/**
 * Starts listening.
 *
 * @returns the port, which the system chose when 0 was asked for
 * @throws the system's error (`EADDRINUSE`, `EACCES`, …): a server must not come up elsewhere
 */
export async function listen(server: Server, { host, port }: ListenAddress): Promise<number> {
  server.listen({ port, host, backlog: BACKLOG });
  await once(server, "listening");
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : port;
}
