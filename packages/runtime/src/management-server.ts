import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Registry } from "./prometheus.ts";
import { type ListenAddress, listen } from "./listen.ts";
import { createServer } from "./node-http.ts";

/** The answer to a probe: well, or the reason why not. */
export type Health = { readonly ok: true } | { readonly ok: false; readonly reason: string };

export interface ManagementOptions {
  readonly host: ListenAddress["host"];
  /** `undefined` opens no port. */
  readonly port: number | undefined;
  /** Answers `/livez`: would a restart help? Never asks about anything outside the process. */
  readonly live: () => Health;
  /** Answers `/readyz`: should traffic come here? */
  readonly ready: () => Health;
  /** Answers `/metrics`. */
  readonly registry: Registry;
  /** Answers `/status`, as JSON; there is none without it. */
  readonly status?: (() => object) | undefined;
  /** Of the program, for `/version`. */
  readonly name: string;
  readonly version: string;
}

export interface ManagementServer extends AsyncDisposable {
  readonly port: number | undefined;
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/** Probes and scrapes come from a few places and are tiny; whoever needs more is not one of them. */
const LIMITS = {
  maxHeaderSize: 8_192,
  headersTimeout: 5_000,
  requestTimeout: 10_000,
  keepAliveTimeout: 5_000,
} as const;
const CONNECTIONS_MAX = 64;

/** Serves `/livez`, `/readyz`, `/metrics`, `/version` and `/status`, apart from the traffic. */
export async function startManagementServer(options: ManagementOptions): Promise<ManagementServer> {
  const { host, port, registry, name, version } = options;
  if (port === undefined) return { port, [Symbol.asyncDispose]: () => Promise.resolve() };
  const startedAt = new Date(Date.now() - process.uptime() * 1_000);
  const versions = { name, version, node: process.version, pid: process.pid, startedAt };
  const { status } = options;
  const routes: Readonly<Record<string, () => Answer | Promise<Answer>>> = {
    ...(status && { "/status": () => toJsonAnswer(status()) }),
    "/livez": () => toHealthAnswer(options.live()),
    "/readyz": () => toHealthAnswer(options.ready()),
    "/version": () => toJsonAnswer(versions),
    "/metrics": async () => ({
      status: 200,
      type: registry.contentType,
      body: await registry.metrics(),
    }),
  };
  const server = createServer(LIMITS, (request, response) => {
    answer(routes, request).then(
      (found) => send(response, found),
      (error: unknown) =>
        send(response, { status: 500, type: "text/plain", body: `${String(error)}\n` }),
    );
  });
  server.maxConnections = CONNECTIONS_MAX;
  return {
    port: await listen(server, { host, port, setting: "MANAGEMENT_PORT" }),
    [Symbol.asyncDispose]: () => closeNow(server),
  };
}

async function answer(
  routes: Readonly<Record<string, () => Answer | Promise<Answer>>>,
  { method, url }: IncomingMessage,
): Promise<Answer> {
  const path = url?.split("?", 1)[0] ?? "";
  const route = Object.hasOwn(routes, path) ? routes[path] : undefined;
  if (route === undefined) return { status: 404, type: "text/plain", body: "not found\n" };
  if (method !== "GET" && method !== "HEAD") {
    return { status: 405, type: "text/plain", body: "method not allowed\n" };
  }
  return await route();
}

function send(response: ServerResponse, { status, type, body }: Answer): void {
  response.writeHead(status, {
    "Content-Type": type,
    "Content-Length": Buffer.byteLength(body),
    "Cache-Control": "no-store",
    ...(status === 405 ? { Allow: "GET, HEAD" } : {}),
  });
  // Node leaves the body out of an answer to HEAD.
  response.end(body);
}

function toHealthAnswer(health: Health): Answer {
  return health.ok
    ? { status: 200, type: "text/plain", body: "ok\n" }
    : { status: 503, type: "text/plain", body: `${health.reason}\n` };
}

function toJsonAnswer(value: object): Answer {
  return { status: 200, type: "application/json", body: `${JSON.stringify(value)}\n` };
}

async function closeNow(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}
