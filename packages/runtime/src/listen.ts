import { once } from "node:events";
import type { Server } from "node:http";
import { ListenError } from "./listen-error.ts";

export interface ListenAddress {
  /** `undefined`: every address, IPv6 and IPv4, also where the kernel has no IPv6. */
  readonly host: string | undefined;
  readonly port: number;
  /** The setting that the port comes from, for who has to change it. */
  readonly setting?: string;
}

/** Connections that the kernel keeps until they are accepted; it cuts this to `somaxconn`. */
const BACKLOG = 4_096;

/**
 * Starts listening.
 *
 * @returns the port, which the system chose when 0 was asked for
 * @throws ListenError when it cannot: a server must not come up elsewhere
 */
export async function listen(
  server: Server,
  { host, port, setting = "PORT" }: ListenAddress,
): Promise<number> {
  server.listen({ port, host, backlog: BACKLOG });
  try {
    await once(server, "listening");
  } catch (error) {
    throw new ListenError(port, setting, error);
  }
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : port;
}
