import { once } from "node:events";
import { type AddressInfo, type Socket, connect, createServer } from "node:net";

/** Whose bytes go where: each connection has its own way to the server, or they are wrong in some way. */
export type Crossing = "none" | "answers" | "requests";

/**
 * Stands before a server and has the bytes of two connections mixed up, as a server would that uses one
 * parser for both; for tests.
 */
export async function startCrossedServer(port: number, crossing: Crossing) {
  const sockets = new Set<Socket>();
  const known = (socket: Socket): Socket => {
    sockets.add(socket);
    return socket.on("error", () => {}).on("close", () => sockets.delete(socket));
  };
  let waiting: { client: Socket; upstream: Socket } | undefined;
  const server = createServer((client) => {
    const pair = { client: known(client), upstream: known(connect(port, "127.0.0.1")) };
    if (crossing === "none") client.pipe(pair.upstream).pipe(client);
    else if (waiting === undefined) waiting = pair;
    else {
      cross(waiting, pair, crossing);
      waiting = undefined;
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Pair {
  readonly client: Socket;
  readonly upstream: Socket;
}

function cross(one: Pair, other: Pair, crossing: "answers" | "requests"): void {
  if (crossing === "answers") {
    one.client.pipe(one.upstream).pipe(other.client);
    other.client.pipe(other.upstream).pipe(one.client);
  } else {
    one.client.pipe(one.upstream).pipe(one.client);
    other.client.pipe(one.upstream, { end: false });
  }
}
