import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { type AddressInfo, type Socket, connect, createServer as createTcpServer } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import type { Certificate } from "./servers/create-certificate.ts";

export interface ProxyOptions {
  /** Where it leads to, e.g. `http://127.0.0.1:9000`. */
  readonly origin: string;
  /** To speak TLS on its own side. */
  readonly certificate?: Certificate;
  /** What becomes of what clients send. */
  readonly tamper?: (data: Buffer) => Buffer;
}

export interface Proxy extends AsyncDisposable {
  readonly origin: string;
}

/** Hands bytes to and fro; for tests of what stands between us and a storage. */
export async function startProxy({ origin, certificate, tamper }: ProxyOptions): Promise<Proxy> {
  const { hostname, port } = new URL(origin);
  const sockets = new Set<Socket>();
  const serve = (client: Socket): void => {
    const server = connect(Number(port), hostname);
    sockets.add(client).add(server);
    client.on("data", (data: Buffer) => server.write(tamper?.(data) ?? data));
    server.pipe(client);
    // Who leaves takes the other along; that is no fault.
    for (const [one, other] of [
      [client, server],
      [server, client],
    ] as const) {
      one.on("error", () => other.destroy()).on("close", () => other.destroy());
    }
  };
  const listener = certificate
    ? createTlsServer(
        { key: await readFile(certificate.keyFile), cert: await readFile(certificate.certFile) },
        serve,
      )
    : createTcpServer(serve);
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");
  const scheme = certificate ? "https" : "http";
  return {
    origin: `${scheme}://127.0.0.1:${(listener.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      listener.close();
      await once(listener, "close");
    },
  };
}
