import type { Server } from "node:http";
import type { Duplex } from "node:stream";
import { createLogger } from "@sidecar-pair/runtime/logger.ts";
import { listen } from "@sidecar-pair/runtime/listen.ts";
import { createServer } from "@sidecar-pair/runtime/node-http.ts";
import { Registry } from "@sidecar-pair/runtime/prometheus.ts";
import { expect, it } from "vitest";
import { RawClient } from "./abuse/raw-client.ts";
import { OpenConnections } from "./open-connections.ts";
import { answerPlainRequests } from "./plain-requests.ts";
import { RequestReport } from "./request-report.ts";
import { SERVER_LIMITS } from "./server-limits.ts";

const GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
const UPGRADE = GET.replace("\r\n\r\n", "\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\n");
const PAGE = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\npage";

/** A server that changes to another protocol when it is asked to, which the page's own never does. */
async function startUpgradingServer(accepted: (stream: Duplex, head: Buffer) => void) {
  const server: Server = createServer((_request, response) => response.end("page"));
  const connections = new OpenConnections(server, SERVER_LIMITS);
  const logger = createLogger("main-web", "silent");
  answerPlainRequests(server, {
    connections,
    limits: SERVER_LIMITS,
    isDraining: () => false,
    report: new RequestReport({ logger, registry: new Registry(), accessLogRatio: 0 }),
    answer: () => ({ status: 200, bytes: Buffer.from(PAGE) }),
  });
  server.on("upgrade", (_request, stream, head) => {
    stream.write(
      "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\n",
    );
    accepted(stream, head);
  });
  server.on("connect", (_request, stream, head) => {
    stream.write("HTTP/1.1 200 OK\r\n\r\n");
    accepted(stream, head);
  });
  const port = await listen(server, { host: "127.0.0.1", port: 0 });
  return {
    port,
    [Symbol.asyncDispose]: async () => {
      connections.closeAll();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function echo(stream: Duplex, head: Buffer): void {
  stream.on("data", (chunk: Buffer) => stream.write(chunk));
  if (head.length > 0) stream.unshift(head);
}

it.each([
  ["an upgrade", UPGRADE],
  ["an upgrade with a body", `${UPGRADE.replace("Host", "Content-Length: 4\r\nHost")}body`],
  ["a tunnel", "CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n"],
])(
  "leaves all that comes after %s to whoever has taken it, even plain requests",
  async (_, ask) => {
    await using server = await startUpgradingServer((stream, head) => echo(stream, head));
    for (const before of [0, 1, 2]) {
      for (const head of ["", GET]) {
        await using client = await RawClient.open(server.port);
        for (let count = 1; count <= before; count++) {
          client.send(GET);
          await expect.poll(() => client.received.split("page").length - 1).toBe(count);
        }
        client.send(ask + head);
        const accepted = /HTTP\/1\.1 (?:101[^]*?|200 OK)\r\n\r\n$/v;
        await expect.poll(() => client.received.replaceAll(head || "-", "")).toMatch(accepted);
        await using next = await RawClient.open(server.port);
        const { length } = client.received;
        client.send(GET).send(GET);
        await expect.poll(() => client.received.slice(length)).toContain(GET + GET);
        expect(next.received).toBe("");
        next.send(GET);
        await expect.poll(() => next.received.endsWith("page")).toBe(true);
      }
    }
  },
);
