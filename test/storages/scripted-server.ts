import { once } from "node:events";
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

export interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Whether the connection ends before the body does. */
  readonly isCut?: boolean;
}

export type Script = readonly Answer[] | ((request: Received) => Answer);

export interface ScriptedServer extends AsyncDisposable {
  readonly origin: string;
  /** What it was asked so far. */
  readonly received: readonly Received[];
}

const NOTHING_LEFT: Answer = { status: 418, body: "The script is over." };

/** An HTTP server for tests, which gives the answers of a list one after the other, or of a function. */
export async function startScriptedServer(script: Script): Promise<ScriptedServer> {
  const received: Received[] = [];
  const next = (request: Received): Answer =>
    typeof script === "function" ? script(request) : (script[received.length - 1] ?? NOTHING_LEFT);
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await text(request);
    const { method = "", url = "", headers } = request;
    received.push({ method, url, headers, body });
    const answer = next({ method, url, headers, body });
    response.writeHead(answer.status, answer.headers);
    if (!answer.isCut) response.end(answer.body);
    else response.write(answer.body ?? "", () => response.destroy());
  };
  const server = createServer((request, response) => {
    // A client that leaves early is no fault of the server's.
    handle(request, response).catch(() => response.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
