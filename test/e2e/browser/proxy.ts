import { createServer, request } from "node:http";
import { listen } from "@sidecar-pair/runtime/listen.ts";

export interface Proxy extends AsyncDisposable {
  readonly url: string;
}

/** Passes on what is asked below a path, as `kubectl proxy` does; knows nothing else. */
export async function startProxy(path: string, target: string): Promise<Proxy> {
  const server = createServer((incoming, response) => {
    if (incoming.url?.startsWith(path) !== true) {
      response.writeHead(404).end();
      return;
    }
    const url = new URL(incoming.url.slice(path.length), target);
    const outgoing = request(url, { headers: incoming.headers, agent: false }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    outgoing.on("error", () => response.destroy());
    response.on("close", () => outgoing.destroy());
    outgoing.end();
  });
  const port = await listen(server, { host: "127.0.0.1", port: 0 });
  return {
    url: `http://127.0.0.1:${port}${path}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
