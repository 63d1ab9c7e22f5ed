import { createServer, request } from "node:http";
import { buffer } from "node:stream/consumers";
import { listen } from "@sidecar-pair/runtime/listen.ts";

export interface TamperingProxy extends AsyncDisposable {
  readonly endpoint: string;
  /** How many bodies it has changed. */
  readonly tampered: number;
}

/** Hands requests on, each with a bit of its body turned over. */
export async function startTamperingProxy(endpoint: string): Promise<TamperingProxy> {
  const target = new URL(endpoint);
  let tampered = 0;
  const server = createServer((incoming, response) => {
    const forward = async (): Promise<void> => {
      const body = await buffer(incoming);
      if (body.length > 0) {
        body[0]! ^= 1;
        tampered++;
      }
      const { method, headers, url: path } = incoming;
      const { hostname: host, port } = target;
      const outgoing = request({ host, port, method, path, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      });
      outgoing.on("error", () => response.destroy()).end(body);
    };
    forward().catch(() => response.destroy());
  });
  const port = await listen(server, { host: "127.0.0.1", port: 0 });
  return {
    endpoint: `http://127.0.0.1:${port}${target.pathname}`,
    get tampered() {
      return tampered;
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
