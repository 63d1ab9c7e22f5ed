import { createServer } from "node:http";
import { connect } from "node:net";
import type { Duplex } from "node:stream";
import { listen } from "@sidecar-pair/runtime/listen.ts";

export interface ConnectProxy extends AsyncDisposable {
  readonly url: string;
  /** What it was asked for, as `host:port`. */
  readonly targets: ReadonlySet<string>;
}

/** A proxy (RFC 9110, 9.3.6) that leads every tunnel to one port of this machine, whatever its target. */
export async function startConnectProxy(port: number): Promise<ConnectProxy> {
  const targets = new Set<string>();
  const sockets = new Set<Duplex>();
  const server = createServer((_request, response) => response.writeHead(405).end());
  server.on("connect", ({ url = "" }, client: Duplex, head: Buffer) => {
    targets.add(url);
    const upstream = connect(port, "127.0.0.1", () => {
      client.write("HTTP/1.1 200 Connection Established\r\n\r\n");
      upstream.write(head);
      upstream.pipe(client).pipe(upstream);
    });
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket
        .on("error", () => {})
        .on("close", () => [client, upstream].forEach((each) => each.destroy()));
    }
  });
  const proxyPort = await listen(server, { host: "127.0.0.1", port: 0 });
  return {
    url: `http://127.0.0.1:${proxyPort}`,
    targets,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
