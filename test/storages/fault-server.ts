import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { listen } from "@sidecar-pair/runtime/listen.ts";

export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly socket: Duplex;
}

/** What a server does with one request, well or badly. */
export type Behaviour = (exchange: Exchange) => void | Promise<void>;

/** Chooses a behaviour for a request; `count` is 0 for the first. */
export type Script = (request: IncomingMessage, count: number) => Behaviour;

export interface FaultServer extends AsyncDisposable {
  readonly url: URL;
  /** Requests so far, as `PUT /key`. */
  readonly seen: readonly string[];
  /** Connections that are open now. */
  readonly open: number;
  /** Connections so far. */
  readonly accepted: number;
  /** Reads again where it had stopped: else it would not see that a connection was closed. */
  resume(): void;
}

export interface FaultServerOptions {
  /** Speaks HTTPS with these (PEM). */
  readonly tls?: { readonly key: string; readonly cert: string };
}

/** An HTTP server on a port of its own that does, request by request, what a script says. */
export async function startFaultServer(
  script: Script,
  { tls }: FaultServerOptions = {},
): Promise<FaultServer> {
  const seen: string[] = [];
  const sockets = new Set<Socket>();
  let accepted = 0;
  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    const behave = script(request, seen.length);
    seen.push(`${request.method} ${request.url}`);
    // Broken connections are what this is about.
    for (const each of [request, response]) each.on("error", () => {});
    void (async () => behave({ request, response, socket: request.socket }))().catch(() => {
      request.socket.destroy();
    });
  };
  const server = tls === undefined ? createServer(handle) : createTlsServer(tls, handle);
  // Without these, the server itself would end what a behaviour leaves hanging.
  server.requestTimeout = 0;
  server.headersTimeout = 0;
  server.on("clientError", (_error, socket) => socket.destroy());
  server.on("connection", (socket: Socket) => {
    accepted++;
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
  });
  const port = await listen(server, { host: "127.0.0.1", port: 0 });
  return {
    url: new URL(`${tls === undefined ? "http" : "https"}://127.0.0.1:${port}/`),
    seen,
    get open() {
      return sockets.size;
    },
    get accepted() {
      return accepted;
    },
    resume: () => {
      for (const socket of sockets) socket.resume();
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
