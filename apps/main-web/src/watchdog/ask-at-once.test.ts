import { once } from "node:events";
import { type AddressInfo, type Socket, createServer } from "node:net";
import { freePort } from "@sidecar-pair/runtime/free-port.ts";
import { describe, expect, it } from "vitest";
import { RawClient } from "../http/abuse/raw-client.ts";
import { startTestServer } from "../http/abuse/start-test-server.ts";
import { startServer } from "../start-test-web.ts";
import { askAtOnce } from "./ask-at-once.ts";
import { startCrossedServer } from "./start-test-crossing.ts";
import type { Finding } from "./judge-answers.ts";
import { OwnRequests } from "./own-requests.ts";

const GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

async function ask(port: number, deadlineMs = 20_000, own = new OwnRequests()): Promise<Finding> {
  return await askAtOnce({ host: "127.0.0.1", port, own, deadlineMs });
}

async function startTcpServer(connected: (socket: Socket) => void) {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket.on("error", () => {}));
    connected(socket);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

describe("asking the page's own port at once", () => {
  it("finds a server well that has a page, and one that has none", async () => {
    await using server = await startTestServer();
    expect(await ask(server.port)).toBe("well");
    await using pageless = await startServer();
    expect(await ask(pageless.port)).toBe("well");
  });

  it("leaves no trace in the metrics, unlike anybody else", async () => {
    await using server = await startTestServer();
    expect(await ask(server.port, 20_000, server.own)).toBe("well");
    await expect.poll(() => server.connections.size).toBe(0);
    for (const status of [200, 204, 304, 404]) {
      expect(await server.metric(`http_requests_total{code="${status}"}`)).toBe(0);
    }
    await ask(server.port);
    await expect.poll(() => server.metric('http_requests_total{code="304"}')).toBe(1);
  });

  it.each(["answers", "requests"] as const)("sees that %s are mixed up", async (crossing) => {
    await using server = await startTestServer();
    await using crossed = await startCrossedServer(server.port, crossing);
    // One may wait in vain for what the other gets.
    await expect.poll(() => ask(crossed.port, 500)).toBe("mixed up");
    await using straight = await startCrossedServer(server.port, "none");
    expect(await ask(straight.port)).toBe("well");
  });

  it("sees what comes to who has asked nothing", async () => {
    await using server = await startTcpServer((socket) => {
      socket.write("HTTP/1.1 404 Not Found\r\n\r\n");
      socket.on("data", () => socket.write("HTTP/1.1 204 No Content\r\n\r\n"));
    });
    expect(await ask(server.port)).toBe("mixed up");
  });

  it("sees that no answer comes", async () => {
    await using server = await startTcpServer(() => {});
    // A machine that is busy just now is no proof.
    await expect.poll(() => ask(server.port, 200)).toBe("no answer");
  });

  it("knows nothing of a server to which there is no way, or which closes", async () => {
    expect(await ask(await freePort())).toBe("unknown");
    await using server = await startTcpServer((socket) => socket.end());
    expect(await ask(server.port)).toBe("unknown");
  });

  it("knows nothing of a server that has no room for a connection", async () => {
    await using server = await startTestServer({
      limits: { connectionsMax: 3 },
      handler: (_request, response) => void response.write("a part\n"),
    });
    await using clients = new AsyncDisposableStack();
    for (let count = 0; count < 3; count++) {
      const client = clients.use(await RawClient.open(server.port)).send(GET);
      await expect.poll(() => client.received).toContain("a part");
    }
    expect(await ask(server.port)).toBe("unknown");
    expect(server.connections.size).toBe(3);
  });

  it("finds a server well that has to give connections up for the question", async () => {
    await using server = await startTestServer({ limits: { connectionsMax: 3 } });
    await using clients = new AsyncDisposableStack();
    for (let count = 0; count < 3; count++) clients.use(await RawClient.open(server.port));
    await expect.poll(() => ask(server.port)).toBe("well");
  });

  it("knows nothing as long as this process is too busy to answer", async () => {
    await using server = await startTcpServer(() => {});
    const asked = ask(server.port, 300);
    const busyUntilMs = performance.now() + 1_000;
    const keepBusy = (): void => {
      for (const untilMs = performance.now() + 20; performance.now() < untilMs;);
      if (performance.now() < busyUntilMs) setImmediate(keepBusy);
    };
    keepBusy();
    expect(await asked).toBe("unknown");
  });
});
